"""The demo can show that nobody decides on their own family: its lead is somebody of the simulated state."""

from goda.seeds.plant import LEAD


def test_the_demos_lead_belongs_to_a_family_of_the_simulated_state(state):
    _, role, code = LEAD
    assert role == "lead"
    assert code in state.world.edge("debtor-with-agreement-broken").codes
