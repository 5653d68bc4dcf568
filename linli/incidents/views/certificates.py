"""Certificates of destruction: open to everybody, to be checked by any program that knows Ed25519."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.access.marks import public
from linli.incidents.queries.incidents import certificate_of
from linli.kernel.pages.answers import attached
from linli.kernel.sealing import signing

WHY = "a certificate names nobody, and is made to be checked by everybody"


@require_safe
@public(WHY)
def certificate(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = certificate_of(pk)
    content = found.text.encode()
    told = {"certificate": found, "public_key": signing.public_key(),
            "genuine": signing.is_signed(content, bytes(found.signature))}  # fmt: skip
    return render(request, "incidents/certificate.html", told)


@require_safe
@public(WHY)
def text(request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG001 (Django names it)
    """Byte for byte what was signed."""
    return attached(f"certificate-{pk}.json", certificate_of(pk).text.encode(), "application/json")


@require_safe
@public(WHY)
def signature(request: HttpRequest, pk: UUID) -> HttpResponse:  # noqa: ARG001 (Django names it)
    return attached(f"certificate-{pk}.sig", bytes(certificate_of(pk).signature), "application/octet-stream")
