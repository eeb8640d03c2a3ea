#include "protocols/protocols.h"

#include <gtest/gtest.h>

#include "protocols/inference.h"

namespace protocols {

namespace {

const charter::Columns columns{.time = "at", .id = "loan", .version = "model", .score = "p", .subject = "person", .features = {"x", "town"}};

const Headers binary{{"ce-id", "e1"}, {"ce-source", "shop"}, {"ce-type", "com.example.outcome"}, {"ce-specversion", "1.0"}, {"ce-time", "2001-03-01T08:30:00Z"}, {"content-type", "application/json; charset=utf-8"}};

CloudEvents read(const Headers& headers, std::string_view body) {
    auto events = cloud_events(headers, body);
    EXPECT_TRUE(events) << (events ? "" : events.error().what);
    return events ? *std::move(events) : CloudEvents{};
}

/// What the halves of two KServe events make, sent in this order.
Converted joined(std::string_view first_type, std::string_view first, std::string_view second_type, std::string_view second) {
    Inferences inferences;
    Converted out;
    for (const auto& [type, body] : {std::pair(first_type, first), std::pair(second_type, second)}) {
        Headers headers = binary;
        headers["ce-type"] = "org.kubeflow.serving.inference." + std::string(type);
        auto events = read(headers, body);
        for (auto& half : events.halves) inferences.take(std::move(half), columns, out);
    }
    EXPECT_EQ(inferences.waiting(), 0u);
    return out;
}

}  // namespace

TEST(CloudEvents, BinaryTakesItsAttributesFromTheHeaders) {
    EXPECT_TRUE(is_cloud_events(binary));
    EXPECT_EQ(read(binary, R"({"loan":"a","bad":1})").events.lines, "{\"loan\":\"a\",\"bad\":1,\"charter_id\":\"e1\",\"charter_time\":\"2001-03-01T08:30:00Z\",\"charter_kind\":\"outcome\"}\n");
}

TEST(CloudEvents, StructuredAndBatchAreTheSameEvents) {
    const std::string event = R"({"specversion":"1.0","id":"e1","source":"shop","type":"com.example.outcome","time":"2001-03-01T08:30:00Z","data":{"loan":"a","bad":1}})";
    const std::string expected = read(binary, R"({"loan":"a","bad":1})").events.lines;
    EXPECT_EQ(read({{"content-type", "application/cloudevents+json"}}, event).events.lines, expected);
    const auto batch = read({{"content-type", "application/cloudevents-batch+json"}}, "[" + event + ",7," + event + "]");
    EXPECT_EQ(batch.events.lines, expected + expected);
    EXPECT_EQ(batch.events.items, (std::vector<std::int64_t>{1, 3}));
    ASSERT_EQ(batch.events.refused.size(), 1u);
    EXPECT_EQ(batch.events.refused[0].item, 2);
}

TEST(CloudEvents, DataMayBeBase64OfJson) {
    const auto events = read({{"content-type", "application/cloudevents+json"}}, R"({"specversion":"1.0","id":"e1","source":"s","type":"t","data_base64":"eyJsb2FuIjoiYSJ9"})");
    EXPECT_EQ(events.events.lines, "{\"loan\":\"a\",\"charter_id\":\"e1\"}\n");
}

TEST(CloudEvents, SayWhatTheyLack) {
    EXPECT_EQ(read({{"content-type", "application/cloudevents+json"}}, R"({"specversion":"0.3","id":"a"})").events.refused.at(0).reason, "not a CloudEvent of specversion 1.0");
    EXPECT_EQ(read({{"content-type", "application/cloudevents+json"}}, R"({"specversion":"1.0","id":"a","source":"s"})").events.refused.at(0).reason, "a CloudEvent needs id, source and type");
    EXPECT_FALSE(cloud_events({{"content-type", "application/cloudevents+avro"}}, ""));
}

TEST(Inferences, JoinQuestionAndAnswerWhicheverComesFirst) {
    const std::string_view asked = R"({"instances":[[0.5,"north"]]})", answered = R"({"predictions":[0.7]})";
    const std::string expected = "{\"x\":5E-1,\"town\":\"north\",\"p\":7E-1,\"charter_id\":\"e1\",\"charter_time\":\"2001-03-01T08:30:00Z\"}\n";
    EXPECT_EQ(joined("request", asked, "response", answered).lines, expected);
    EXPECT_EQ(joined("response", answered, "request", asked).lines, expected);
}

TEST(Inferences, ReadTensorsAndTheModelsVersion) {
    const auto events = joined("request", R"({"inputs":[{"name":"x","shape":[2],"datatype":"FP64","data":[1,2]},{"name":"town","shape":[2],"datatype":"BYTES","data":["n","s"]}]})",
                               "response", R"({"model_version":"v2","outputs":[{"name":"probability","shape":[2,2],"datatype":"FP64","data":[0.25,0.75,0.5,0.5]}]})");
    EXPECT_TRUE(events.refused.empty());
    EXPECT_EQ(events.lines, "{\"x\":1,\"town\":\"n\",\"p\":7.5E-1,\"charter_id\":\"e1/0\",\"charter_time\":\"2001-03-01T08:30:00Z\",\"model\":\"v2\"}\n"
                            "{\"x\":2,\"town\":\"s\",\"p\":5E-1,\"charter_id\":\"e1/1\",\"charter_time\":\"2001-03-01T08:30:00Z\",\"model\":\"v2\"}\n");
}

TEST(Inferences, ThatDoNotFitAreRefused) {
    EXPECT_EQ(joined("request", R"({"instances":[[1,2],[3,4]]})", "response", R"({"predictions":[0.7]})").refused.at(0).reason, "e1: 2 rows were asked, and 1 answered");
    EXPECT_EQ(joined("request", R"({"instances":[[1,2,3]]})", "response", R"({"predictions":[0.7]})").refused.at(0).reason, "e1: a row of 3 values, and the charter names 2");
    EXPECT_FALSE(joined("request", "{}", "response", R"({"outputs":[{"name":"a","shape":[3],"data":[1]}]})").refused.empty());
}

TEST(OtlpLogs, JsonAndProtobufSayTheSame) {
    const std::string json = R"({"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"983435400000000000","attributes":[{"key":"loan","value":{"stringValue":"a"}},{"key":"p","value":{"doubleValue":0.5}},{"key":"n","value":{"intValue":"3"}}]},{"body":{"stringValue":"hello"}}]}]}]})";
    const auto events = otlp_logs({{"content-type", "application/json"}}, json, columns);
    ASSERT_TRUE(events);
    EXPECT_EQ(events->lines, "{\"loan\":\"a\",\"p\":5E-1,\"n\":3,\"charter_time\":\"2001-03-01T08:30Z\"}\n");
    EXPECT_EQ(events->ignored, 1);
    // The same first record, encoded by hand: tag, length, value.
    const auto piece = [](char tag, const std::string& bytes) { return std::string(1, tag) + static_cast<char>(bytes.size()) + bytes; };
    const auto attribute = [&](const std::string& key, const std::string& value) { return piece(0x32, piece(0x0A, key) + piece(0x12, value)); };
    std::string record(1, 0x09);
    for (std::uint64_t nanos = 983435400000000000ull, i = 0; i < 8; ++i, nanos >>= 8) record += static_cast<char>(nanos & 0xFFu);
    record += attribute("loan", piece(0x0A, "a")) + attribute("p", std::string("\x21\0\0\0\0\0\0\xE0\x3F", 9)) + attribute("n", std::string("\x18\x03", 2));
    const std::string request = piece(0x0A, piece(0x12, piece(0x12, record)));
    const auto same = otlp_logs({{"content-type", "application/x-protobuf"}}, request, columns);
    ASSERT_TRUE(same) << same.error().what;
    EXPECT_EQ(same->lines, events->lines);
    EXPECT_FALSE(otlp_logs({{"content-type", "application/x-protobuf"}}, request.substr(0, 20), columns));
}

TEST(OtlpLogs, EvaluationsOfFlagsAreExposures) {
    const std::string json = R"({"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"983435400000000000","eventName":"feature_flag.evaluation","attributes":[{"key":"feature_flag.key","value":{"stringValue":"pricing"}},{"key":"feature_flag.result.variant","value":{"stringValue":"v2"}},{"key":"feature_flag.context.id","value":{"stringValue":"u7"}}]}]}]}]})";
    const auto events = otlp_logs({{"content-type", "application/json"}}, json, columns);
    ASSERT_TRUE(events);
    for (const char* part : {"\"person\":\"u7\"", "\"model\":\"v2\"", "\"charter_kind\":\"exposure\"", "\"charter_id\":\""}) EXPECT_NE(events->lines.find(part), std::string::npos) << events->lines;
    EXPECT_EQ(otlp_logs({{"content-type", "application/json"}}, json, columns)->lines, events->lines) << "sent again it is the same exposure";
}

TEST(OtlpLogs, AnswerInTheEncodingOfTheRequest) {
    EXPECT_EQ(otlp_answer({{"content-type", "application/json"}}, 0, ""), "{}");
    EXPECT_EQ(otlp_answer({{"content-type", "application/json"}}, 2, "no id"), R"({"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"no id"}})");
    EXPECT_EQ(otlp_answer({{"content-type", "application/x-protobuf"}}, 2, "no"), std::string("\x0A\x06\x08\x02\x12\x02no", 8));
}

/// Found by the fuzzer: the library stops the program when a field is read as another type than it was sent with.
TEST(Otlp, SkipsFieldsThatWereSentWithAnotherType) {
    const std::string body = "\x0a\x12\x12\x10\x12\x0e\x32\x0c\x0a\x03key\x12\x05\x12\x03" "abc";
    const auto read = otlp_logs({{"content-type", "application/x-protobuf"}}, body, {});
    EXPECT_TRUE(read || !read.error().what.empty());
}

}  // namespace protocols
