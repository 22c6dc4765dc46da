"""`/v1/templates`: what can be rendered, and what each template wants."""

from typing import Any

from fastapi import APIRouter

from api.documents import template_document
from api.errors import UnknownThing
from api.rest.doors import HouseDoor
from api.rest.problems import problem_responses
from templates import UnknownTemplate, template_card

router = APIRouter(prefix="/v1/templates", tags=["templates"])


@router.get("", responses=problem_responses())
def list_templates(house: HouseDoor) -> list[dict[str, Any]]:
    """List the cards of all templates that can be read."""
    readable, _ = house.library.readable()
    return [template_card(template) for template in readable]


@router.get("/{template_id}", responses=problem_responses(404))
def show_template(template_id: str, house: HouseDoor) -> dict[str, Any]:
    """Show a template with its slots."""
    try:
        return template_document(house.library.get(template_id))
    except UnknownTemplate as error:
        raise UnknownThing(error.what, allowed=error.allowed) from error
