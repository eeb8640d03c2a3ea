#pragma once

#include <array>

#include "charter/description.h"

/// What the document's section `feedback:` may contain; a part of the description.
namespace charter::feedback_fields {

inline constexpr std::array<std::string_view, 10> kinds{"thumbs", "rating", "correction", "reason", "text", "nps", "csat", "ces", "sus", "decision"};
inline constexpr std::array<std::string_view, 2> corrections{"apart", "count"};

inline constexpr std::array<Field, 16> string_fields{{
    {.key = "title", .sentence = "Above the questions.", .example = "How good was this warning?"},
    {.key = "thumbs", .sentence = "Asks for thumbs.", .example = "Was this helpful?"},
    {.key = "yes", .sentence = "Thumbs up.", .example = "Yes"},
    {.key = "no", .sentence = "Thumbs down.", .example = "No"},
    {.key = "rating", .sentence = "Asks for one to five stars.", .example = "How good was it?"},
    {.key = "correction", .sentence = "Asks what would have been right.", .example = "What was right?"},
    {.key = "reason", .sentence = "Asks for a reason.", .example = "Why?"},
    {.key = "text", .sentence = "Asks for anything else.", .example = "What else should we know?"},
    {.key = "nps", .sentence = "Asks how likely somebody is to recommend the product, 0 to 10.", .example = "How likely are you to recommend us?"},
    {.key = "csat", .sentence = "Asks how satisfied somebody is, 1 to 5.", .example = "How satisfied are you?"},
    {.key = "ces", .sentence = "Asks whether it was easy, 1 to 7.", .example = "It was easy to do what I wanted to do."},
    {.key = "send", .sentence = "The button that sends.", .example = "Send"},
    {.key = "thanks", .sentence = "Said when it was received.", .example = "Thank you."},
    {.key = "failed", .sentence = "Said when it was not.", .example = "This was not sent. Please try again."},
    {.key = "close", .sentence = "The button that closes.", .example = "Close"},
    {.key = "remember", .sentence = "Beside the consent: agrees that this browser remembers that somebody was asked.", .example = "Remember that I was asked"},
}};
inline constexpr Shape strings{.title = "feedback.strings", .sentence = "What is shown in a language, named by its tag (RFC 5646) in small letters. What is absent is said in the language that `language` names, or in English.", .fields = string_fields};

inline constexpr std::array<Field, 10> fields{{
    {.key = "origins", .kind = Kind::texts, .sentence = "Origins of the pages that may send feedback, exactly as a browser writes them; no other page can. Without one, only whoever has a token.", .example = "[https://app.example.org]"},
    {.key = "kinds", .kind = Kind::choices, .sentence = "What is asked, in this order.", .example = "[thumbs, reason, text]", .required = true, .words = kinds},
    {.key = "sampling", .kind = Kind::number, .sentence = "The share of people that are asked.", .example = "0.1", .fallback = "1", .lowest = 0, .highest = 1},
    {.key = "cool_down", .kind = Kind::length, .sentence = "Whoever was asked is left alone for so long.", .example = "90d", .fallback = "90d"},
    {.key = "consent", .sentence = "What people are told and must agree to before their browser keeps anything; without it nothing is kept there, and nobody's cool-down is known.", .example = "We keep your answer with the prediction it is about."},
    {.key = "language", .sentence = "The language of everything that has no words in the reader's own.", .example = "en", .fallback = "en"},
    {.key = "strings", .kind = Kind::named, .sentence = "What is shown, in each language.", .example = "{de: {thumbs: \"War das hilfreich?\", send: Senden}}", .shape = &strings},
    {.key = "keep_text", .kind = Kind::length, .sentence = "Free text is forgotten after so long; the rest of the answer stays.", .example = "180d"},
    {.key = "corrections", .kind = Kind::choice, .sentence = "Whether a correction stands for the outcome where none has come. `apart`: never, because people correct what they choose to; `count`: it does, and `outcome_source` tells one from the other.", .example = "apart", .fallback = "apart", .words = corrections},
    {.key = "seeded", .sentence = "The column that is true where a prediction was made wrong on purpose, to see whether people notice.", .example = "seeded"},
}};
inline constexpr Shape section{.title = "feedback", .sentence = "What users say (docs/feedback.md).", .fields = fields};

}  // namespace charter::feedback_fields
