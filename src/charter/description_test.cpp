#include "charter/description.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <array>
#include <functional>

#include "base/json.h"
#include "charter/check.h"
#include "charter/sample_vocabulary.h"

namespace charter {
namespace {

namespace json = base::json;

void walk(const Shape& shape, const std::function<void(const Shape&, const Field&)>& visit) {
    for (const Field& field : shape.fields) {
        visit(shape, field);
        if (field.shape != nullptr) walk(*field.shape, visit);
    }
}

TEST(Description, EveryFieldSaysWhatItIs) {
    int fields = 0;
    walk(document(), [&](const Shape& shape, const Field& field) {
        EXPECT_TRUE(field.sentence.ends_with('.')) << shape.title << " " << field.key;
        EXPECT_TRUE(field.kind == Kind::anything || !field.example.empty()) << field.key;
        EXPECT_FALSE(takes(field).empty()) << field.key;
        EXPECT_EQ(field.kind == Kind::choice || field.kind == Kind::choices, !field.words.empty()) << field.key;
        EXPECT_EQ(field.kind == Kind::shape || field.kind == Kind::list || field.kind == Kind::named, field.shape != nullptr) << field.key;
        EXPECT_EQ(shape.find(field.key), &field) << "twice in one shape: " << field.key;
        ++fields;
    });
    EXPECT_GT(fields, 100);
}

/// Examples stand in faults and on the reference page; one that the check refuses would send people in a circle.
TEST(Description, EveryExampleAndEveryDefaultIsAccepted) {
    walk(document(), [&](const Shape&, const Field& field) {
        for (const std::string_view written : {field.example, field.fallback}) {
            if (written.empty()) continue;
            const std::array<Field, 1> alone{{field}};
            const Shape shape{.title = "alone", .fields = alone};
            const Tree tree = read_yaml(std::string(field.key) + ": " + std::string(written));
            ASSERT_TRUE(tree.root) << field.key;
            Faults faults;
            std::vector<Note> notes;
            check(*tree.root, shape, sample_vocabulary(), faults, notes);
            for (const FaultAt& fault : faults.take()) ADD_FAILURE() << field.key << ": " << fault.what << "; " << fault.next;
        }
    });
}

const json::object& properties(const json::object& schema) { return schema.at("properties").as_object(); }

TEST(Description, TheSchemaAllowsTheSameKeysAndWords) {
    const auto parsed = base::parse_json(json_schema(sample_vocabulary()));
    ASSERT_TRUE(parsed);
    const std::function<void(const Shape&, const json::object&)> same = [&](const Shape& shape, const json::object& schema) {
        EXPECT_EQ(schema.at("additionalProperties"), json::value(false)) << shape.title;
        EXPECT_EQ(properties(schema).size(), shape.fields.size()) << shape.title;
        for (const Field& field : shape.fields) {
            const auto& property = properties(schema).at(field.key).as_object();
            if (field.kind == Kind::choice) {
                EXPECT_EQ(property.at("enum").as_array().size(), field.words.size()) << field.key;
            }
            if (field.kind == Kind::shape) same(*field.shape, property);
            if (field.kind == Kind::list) same(*field.shape, property.at("items").as_object());
            if (field.kind == Kind::named) same(*field.shape, property.at("additionalProperties").as_object());
        }
    };
    same(document(), parsed->as_object());
    const auto& promise = properties(parsed->as_object()).at("promises").at("items").as_object();
    EXPECT_EQ(properties(promise).at("metric").at("enum").as_array().size(), sample_vocabulary().size());
    EXPECT_EQ(promise.at("dependentSchemas").at("metric").at("oneOf").as_array().size(), 4u);
}

TEST(Description, TheReferencePageNamesEveryField) {
    const std::string page = field_reference(sample_vocabulary());
    walk(document(), [&](const Shape& shape, const Field& field) {
        EXPECT_NE(page.find("| `" + std::string(field.key) + "` |"), std::string::npos) << field.key;
        EXPECT_NE(page.find("## " + std::string(shape.title)), std::string::npos) << shape.title;
    });
    EXPECT_NE(page.find("- `recall`"), std::string::npos);
}

}  // namespace
}  // namespace charter
