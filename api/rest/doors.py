"""How routes get at the house."""

from typing import Annotated

from fastapi import Depends, Request

from api.house import House


def house_of(request: Request) -> House:
    """The house that the app was made for."""
    house = request.app.state.house
    assert isinstance(house, House)  # noqa: S101 - app.state is untyped; create_app sets it
    return house


HouseDoor = Annotated[House, Depends(house_of)]
