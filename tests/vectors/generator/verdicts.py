"""All vectors for the verdict on a code, in one document."""

from generator import answers, forged, form, lists, packing, proof, signed, times
from generator import issuer as i
from generator.collect import Vectors

PARTS = (
    answers.valid,
    answers.ages,
    answers.held_lists,
    times.card_time,
    times.proof_time,
    times.challenge,
    times.keys,
    forged.forged,
    signed.issuer_signed,
    form.form,
    signed.names,
    signed.downgrade,
    proof.proof,
    proof.changed_after_signing,
    forged.signatures,
    packing.digits,
    packing.tokens,
    answers.order,
)


def document():
    v = Vectors()
    for part in PARTS:
        part(v)
    names = [vector["name"] for vector in v.found]
    assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    good = i.packed(i.wallet())
    return {
        "key_lists": lists.key_lists(),
        "status_lists": lists.status_lists(),
        "verdicts": v.found,
        "prefixes": [
            {"name": "every truncation of a wallet code", "text": good, "reason": "not-ours"},
            {"name": "every truncation of a printed code", "text": i.packed(i.printed()), "reason": "not-ours"},
        ],
    }
