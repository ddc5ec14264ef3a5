"""The limits of secrecy for the page on which a child learns them."""

from django import template

from rangkul.reports import limits

register = template.Library()


@register.simple_tag
def child_limits() -> tuple[str, ...]:
    """The sentences of reports.limits in the words for a child."""
    return limits.sentences(child=True)
