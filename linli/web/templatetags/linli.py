"""Template tags and filters of the shell, loaded everywhere."""

from django import template

register = template.Library()
