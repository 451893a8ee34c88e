"""Web Annotations, read by two libraries for linked data. The vocabulary stands here, so nothing is fetched."""

import json
from typing import Any, Final

import pytest

from tests.interop.given import FOUND, TEXT, installed, written

ADDRESS: Final = "http://www.w3.org/ns/anno.jsonld"
# The terms that are used, as the vocabulary of Web Annotations maps them.
CONTEXT: Final[dict[str, Any]] = {
    "oa": "http://www.w3.org/ns/oa#",
    "as": "http://www.w3.org/ns/activitystreams#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": "@id",
    "type": "@type",
    **{term: f"oa:{term}" for term in ("Annotation", "TextualBody", "TextPositionSelector", "TextQuoteSelector")},
    **{
        term: f"oa:{term}"
        for term in ("assessing", "classifying", "commenting", "describing", "highlighting", "identifying", "tagging")
    },
    "AnnotationCollection": "as:OrderedCollection",
    "AnnotationPage": "as:OrderedCollectionPage",
    "Person": "foaf:Person",
    "Text": "http://purl.org/dc/dcmitype/Text",
    "name": "foaf:name",
    "creator": {"@id": "dcterms:creator", "@type": "@id"},
    "created": {"@id": "dcterms:created", "@type": "xsd:dateTime"},
    "modified": {"@id": "dcterms:modified", "@type": "xsd:dateTime"},
    "format": "dc:format",
    "language": "dc:language",
    "body": {"@id": "oa:hasBody", "@type": "@id"},
    "target": {"@id": "oa:hasTarget", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector", "@type": "@id"},
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
    "startIndex": {"@id": "as:startIndex", "@type": "xsd:nonNegativeInteger"},
    "total": {"@id": "as:totalItems", "@type": "xsd:nonNegativeInteger"},
    "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": "oa:hasPurpose", "@type": "@vocab"},
    "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
    "items": {"@id": "as:items", "@type": "@id", "@container": "@list"},
    "first": {"@id": "as:first", "@type": "@id"},
}


def test_rdflib_makes_triples_of_the_web_annotations() -> None:
    rdflib = pytest.importorskip("rdflib", reason=installed("rdflib"))
    document = json.loads(written("web-annotation"))
    assert document["@context"] == ADDRESS
    document["@context"] = CONTEXT
    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    oa = rdflib.Namespace("http://www.w3.org/ns/oa#")
    annotations = set(graph.subjects(rdflib.RDF.type, oa.Annotation))
    assert len(annotations) == 1 + len(FOUND.annotations)
    (quote,) = graph.subjects(oa.exact, rdflib.Literal("Aurora"))
    (target,) = graph.subjects(oa.hasSelector, quote)
    (one,) = graph.subjects(oa.hasTarget, target)
    values = {str(value) for body in graph.objects(one, oa.hasBody) for value in graph.objects(body, rdflib.RDF.value)}
    assert values == {"PRODUCT", "accepted", "actors/state", "ships", "MV Aurora", "=1+1\n<b>"}
    (start,) = [
        place for selector in graph.objects(target, oa.hasSelector) for place in graph.objects(selector, oa.start)
    ]
    assert int(start) == TEXT.index("Aurora")


def test_pyld_expands_them_and_loses_nothing() -> None:
    jsonld = pytest.importorskip("pyld", reason=installed("pyld")).jsonld

    def known(address: str, _: object) -> dict[str, Any]:
        assert address == ADDRESS, "nothing else is asked for"
        return {"contextUrl": None, "documentUrl": address, "document": {"@context": CONTEXT}}

    document = json.loads(written("web-annotation"))
    (collection,) = jsonld.expand(document, {"documentLoader": known})
    (page,) = collection["http://www.w3.org/ns/activitystreams#first"]
    ((items,),) = ((each["@list"] for each in page["http://www.w3.org/ns/activitystreams#items"]),)
    assert len(items) == 1 + len(FOUND.annotations) == len(document["first"]["items"])
    # A term that the vocabulary does not have would be dropped in silence, and not come back.
    back = jsonld.compact(collection, ADDRESS, {"documentLoader": known})
    assert back == document
