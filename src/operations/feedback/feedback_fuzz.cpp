#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "base/assert.h"
#include "base/json.h"
#include "charter/sample_vocabulary.h"
#include "operations/feedback/said.h"

/// Any bytes at all, as whoever asks may send them: what is taken is one event with an id and an answer, and an address only with a consent;
/// everything else is a fault that says what to do. The first byte chooses what the charter asks.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto document = *charter::parse(
        "charter: 1\nproduct: a\ntask: {kind: binary, columns: {time: at, id: key, subject: person, score: p, label: bad}}\n"
        "feedback: {origins: [https://app.example], kinds: [thumbs, rating, correction, reason, text, nps, csat, ces, sus, decision], contact: To tell you when it is solved.}\n",
        charter::sample_vocabulary()).charter;
    static const auto everything = *charter::feedback_of(document);
    if (size == 0) return 0;
    auto asked = everything;
    if (data[0] % 2 == 1) asked.kinds = {"thumbs"};
    if (data[0] % 4 >= 2) asked.contact.clear();
    const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto said = operations::said_in(body, document, asked, "fresh");
    if (!said) {
        ASSERT(said.error().fault == base::Fault::input);
        ASSERT(!said.error().what.empty() && !said.error().next.empty());
        return 0;
    }
    ASSERT(!said->id.empty());
    ASSERT(said->contact.empty() || !asked.contact.empty());
    ASSERT(said->event.find('\n') == std::string::npos);
    const auto event = base::parse_json(said->event);
    ASSERT(event && event->is_object());
    ASSERT(event->get_object().at("charter_kind") == "feedback" && event->get_object().at("charter_id") == said->id.c_str());
    ASSERT(event->get_object().size() >= 3);
    return 0;
}
