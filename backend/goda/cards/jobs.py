"""The cards' jobs of the outbox."""

from goda.cards.lists import PUBLISH
from goda.cards.status import Publisher
from goda.db.jobs import Handler, Job


def handlers(publisher: Publisher) -> dict[str, Handler]:
    """The cards' handlers by kind."""

    async def publish(_: Job) -> None:
        """Sign every list that is due; done again, it finds none."""
        await publisher.publish_due()

    return {PUBLISH: publish}
