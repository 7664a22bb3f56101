"""Municipalities side by side."""

from benchmarking import web
from benchmarking.model import OrganisationKind

web.comparison(OrganisationKind.MUNICIPALITY)
