"""What operations answer is part of the contract: the check that every end-to-end test passes through, checked, and the document that says it."""
import json
import unittest

import jsonschema

import answer_contract
from charter_server import ServerTest

WAYS = {"password": True, "token": True, "openid": False}


class AnswerContract(unittest.TestCase):
    def check(self, answer, method="GET", path="/v1/session/ways"):
        answer_contract.answers_looked_at.clear()
        answer_contract.bytes_looked_at.clear()
        answer_contract.check(method, path, json.dumps(answer))

    def test_takes_what_is_promised(self):
        self.check(WAYS)

    def test_finds_a_field_that_nobody_named_and_says_where_to_name_it(self):
        with self.assertRaisesRegex(AssertionError, r"'smoke'[\s\S]*schemas/answers/sign_in_ways\.json"):
            self.check({**WAYS, "smoke": True})

    def test_finds_a_field_that_is_missing(self):
        with self.assertRaisesRegex(AssertionError, "'openid' is a required property"):
            self.check({"password": True, "token": True})

    def test_finds_a_field_of_another_type(self):
        with self.assertRaisesRegex(AssertionError, "is not of type 'boolean'"):
            self.check({**WAYS, "token": None})

    def test_looks_into_lists_and_into_shapes_made_of_parts(self):
        waits = {"kind": "role", "product": "credit", "title": "Nobody", "sentence": "It waits.", "role": "risk", "role_title": "Risk", "since": None, "due": None}
        self.check({"items": [waits]}, path="/v1/inbox?json=true")
        with self.assertRaisesRegex(AssertionError, r"\.items\[1\]"):
            self.check({"items": [waits, {**waits, "smoke": 1}]}, path="/v1/inbox")
        with self.assertRaisesRegex(AssertionError, r"\.items\[0\]"):
            self.check({"items": [{**waits, "kind": "alert"}]}, path="/v1/inbox")

    def test_knows_operations_by_their_command_too(self):
        with self.assertRaisesRegex(AssertionError, r"charter member list --json does not answer[\s\S]*member_list\.json"):
            answer_contract.check_command(["member", "list", "--json"], '[{"id": "person-1"}]')

    def test_every_reference_leads_somewhere(self):
        shapes = answer_contract.shapes()
        roots = [answer_contract.validator(name.removesuffix(".json")) for name in answer_contract.files()]
        own = [{name: member for name, member in one.schema.items() if name != "$defs"} for one in roots if one is not None]
        for schema in [*own, {"$defs": shapes}]:
            jsonschema.Draft202012Validator.check_schema(schema)
        for word in json.dumps([own, shapes]).split('"#/$defs/')[1:]:
            self.assertIn(word.partition('"')[0], shapes)


class DocumentOfAnswers(ServerTest):
    def test_every_operation_says_what_it_answers(self):
        document = self.server.ask("GET", "/v1/openapi.json").json
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                with self.subTest(method=method, path=path):
                    answer = operation["responses"]["200"]
                    self.assertNotEqual(answer["description"], "It was done.")
                    self.assertTrue(answer["content"])
        for word in json.dumps(document).split('"#/components/schemas/')[1:]:
            self.assertIn(word.partition('"')[0], document["components"]["schemas"])
