"""Regions side by side, and a county with its municipalities."""

from benchmarking import web
from benchmarking.model import OrganisationKind

web.comparison(OrganisationKind.REGION)
