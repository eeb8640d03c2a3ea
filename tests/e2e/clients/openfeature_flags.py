"""Asks for flags with OpenFeature's Python SDK and its OFREP provider. Called by test_openfeature.py.

    openfeature_flags.py ADDRESS TOKEN QUESTIONS    QUESTIONS: [{"flag", "type", "default", "context"}, ...]; prints what each was answered
"""
import json
import sys

from openfeature import api
from openfeature.contrib.provider.ofrep import OFREPProvider
from openfeature.evaluation_context import EvaluationContext

ADDRESS, TOKEN, QUESTIONS = sys.argv[1:4]
api.set_provider(OFREPProvider(ADDRESS, headers_factory=lambda: {"Authorization": f"Bearer {TOKEN}"}))
client = api.get_client()
ask = {"boolean": client.get_boolean_details, "string": client.get_string_details, "number": client.get_float_details, "object": client.get_object_details}
for question in json.loads(QUESTIONS):
    given = dict(question["context"])
    details = ask[question["type"]](question["flag"], question["default"], EvaluationContext(given.pop("targetingKey", None), given))
    print(json.dumps({"value": details.value, "variant": details.variant, "reason": details.reason, "errorCode": details.error_code, "flagMetadata": dict(details.flag_metadata)}))
api.shutdown()
