#include "operations/shared/answers.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/json.h"
#include "operations/shared/answer_words.h"
#include "operations/shared/openapi.h"

namespace operations {
namespace {

using base::json::object;
using base::json::value;

/// Where the references of a schema lead to.
void expect_references(const value& schema, const std::string& where) {
    if (const auto* list = schema.if_array()) {
        for (const auto& one : *list) expect_references(one, where);
    }
    const auto* members = schema.if_object();
    if (members == nullptr) return;
    for (const auto& [name, member] : *members) {
        if (name == "$ref" && member.is_string()) {
            const std::string reference(member.get_string());
            EXPECT_TRUE(reference.starts_with("#/components/schemas/")) << where << ": " << reference;
            EXPECT_TRUE(answer_shapes().contains(reference.substr(reference.rfind('/') + 1))) << where << ": " << reference;
        }
        expect_references(member, where + "." + std::string(name));
    }
}

TEST(Answers, AreSaidOfEveryOperationWithARoute) {
    for (const auto* operation : catalogue()) {
        if (operation->route.path.empty()) continue;
        const auto* answered = answer_of(*operation);
        ASSERT_NE(answered, nullptr) << operation->id << ": write schemas/answers/" << operation->id << ".json";
        EXPECT_TRUE(answered->sentence.ends_with('.')) << operation->id;
        EXPECT_NE(answered->media_type.find('/'), std::string::npos) << operation->id;
        expect_references(answered->schema, std::string(operation->id));
    }
}

TEST(Answers, AreMadeOfShapesThatLeadToEachOther) {
    for (const auto& [name, shape] : answer_shapes()) expect_references(shape, name);
    EXPECT_TRUE(answer_shapes().contains("Error"));
    EXPECT_TRUE(answer_shapes().contains("TrendPoint")) << "of schemas/scorecard.schema.json, in the spelling of the others";
}

TEST(Answers, StandInTheOpenApiDocumentByEveryFormatThatCanBeAskedFor) {
    const auto document = base::parse_json(openapi_document());
    ASSERT_TRUE(document);
    const auto& content = document->at("paths").at("/v1/products/{product}/scorecard").at("get").at("responses").at("200").at("content").as_object();
    EXPECT_EQ(content.at("application/json").at("schema").at("$ref").as_string(), "#/components/schemas/Scorecard");
    for (const char* type : {"text/plain", "text/markdown", "text/html", "application/xml"}) EXPECT_TRUE(content.contains(type)) << type;
    EXPECT_TRUE(document->at("paths").at("/v1/products/{product}/changes").at("get").at("responses").at("200").at("content").as_object().contains("text/event-stream"));
}

TEST(Answers, AreTablesOnTheReferencePages) {
    for (const auto* operation : catalogue()) {
        if (operation->id != "inbox") continue;
        EXPECT_NE(answer_section(*operation).find("| `items` | list of [InboxItem](answers.md#inboxitem) |"), std::string::npos);
    }
    const std::string page = shapes_page("");
    EXPECT_NE(page.find("\n## InboxItem\n"), std::string::npos);
    EXPECT_NE(page.find("| `kind` | `alert` |"), std::string::npos);
}

}  // namespace
}  // namespace operations
