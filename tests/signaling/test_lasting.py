"""How long a login lasts, whatever is done with it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from signaling.accounts.lasting import Lasting, Use
from tests.signaling.server import START

RULES = Lasting(idle=timedelta(hours=1), hours=timedelta(hours=12), longest=timedelta(days=7))
USES = st.lists(
    st.tuples(st.sampled_from(["look", "work", "meeting"]), st.integers(1, 90)), max_size=400
)


@given(uses=USES)
def test_a_login_in_use(uses: list[tuple[Use, int]]) -> None:
    now = seen = worked = START
    ends = RULES.ends(START, START, START, "work")
    last: Use = "work"
    for use, minutes in uses:
        now += timedelta(minutes=minutes)
        why = RULES.over(seen, ends, now)
        if now - seen >= RULES.idle:
            assert why, "who does nothing for an hour is out, whatever he led"
        elif last == "meeting":
            assert why is None, "who leads a meeting is not out before that"
        elif now - worked < RULES.hours and now - START < RULES.longest:
            assert why is None, "nobody is put out of his work"
        if why:
            return
        assert now < worked + RULES.hours, "looking is not working"
        later = RULES.ends(START, ends, now, use)
        assert later >= ends
        if use != "meeting":
            assert later <= max(ends, START + RULES.longest)
        if use != "look":
            worked = now
        seen, ends, last = now, later, use
