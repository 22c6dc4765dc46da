from render_farm.metrics import Phase, PhaseClock


class Hand:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_a_phase_inside_another_stops_that_one() -> None:
    hand = Hand()
    phases = PhaseClock(hand)
    with phases.during(Phase.MAKE):
        hand.now_s += 1
        with phases.during(Phase.SCENE):
            hand.now_s += 2
            with phases.during(Phase.STORE):
                hand.now_s += 4
            hand.now_s += 8
        hand.now_s += 16
    assert phases.take() == {Phase.MAKE: 17, Phase.SCENE: 10, Phase.STORE: 4}


def test_seconds_outside_of_phases_count_for_none() -> None:
    hand = Hand()
    phases = PhaseClock(hand)
    hand.now_s += 5
    with phases.during(Phase.GATE):
        hand.now_s += 1
    hand.now_s += 5
    assert phases.take() == {Phase.GATE: 1}
    assert phases.take() == {}


def test_an_error_ends_its_phases() -> None:
    hand = Hand()
    phases = PhaseClock(hand)
    try:
        with phases.during(Phase.MAKE), phases.during(Phase.STORE):
            hand.now_s += 1
            raise ValueError
    except ValueError:
        hand.now_s += 1
    assert phases.take() == {Phase.MAKE: 0, Phase.STORE: 1}


def test_what_was_measured_elsewhere_is_moved() -> None:
    hand = Hand()
    phases = PhaseClock(hand)
    phases.move(3, to=Phase.GATE)
    with phases.during(Phase.MAKE):
        hand.now_s += 5
        phases.move(2, to=Phase.GATE)
    assert phases.take() == {Phase.MAKE: 3, Phase.GATE: 2}
