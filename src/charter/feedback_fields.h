#pragma once

#include <array>

#include "charter/description.h"

/// What the document's section `feedback:` may contain; a part of the description.
namespace charter::feedback_fields {

inline constexpr std::array<std::string_view, 10> kinds{"thumbs", "rating", "correction", "reason", "text", "nps", "csat", "ces", "sus", "decision"};
inline constexpr std::array<std::string_view, 2> corrections{"apart", "count"};

inline constexpr std::array<Field, 29> string_fields{{
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
    {.key = "decision", .sentence = "Asks what somebody decided.", .example = "What did you decide?"},
    {.key = "contact", .sentence = "Behind the charter's `contact`, before the field for an address.", .example = "E-mail address"},
    {.key = "sus", .sentence = "Before the ten statements of the system usability scale: how far one agrees, 1 to 5.", .example = "How far do you agree?"},
    {.key = "sus1", .sentence = "Statement 1 of the system usability scale.", .example = "I think that I would like to use this system frequently.", .fallback = "I think that I would like to use this system frequently."},
    {.key = "sus2", .sentence = "Statement 2 of the system usability scale.", .example = "I found the system unnecessarily complex.", .fallback = "I found the system unnecessarily complex."},
    {.key = "sus3", .sentence = "Statement 3 of the system usability scale.", .example = "I thought the system was easy to use.", .fallback = "I thought the system was easy to use."},
    {.key = "sus4", .sentence = "Statement 4 of the system usability scale.", .example = "I think that I would need the support of a technical person to be able to use this system.", .fallback = "I think that I would need the support of a technical person to be able to use this system."},
    {.key = "sus5", .sentence = "Statement 5 of the system usability scale.", .example = "I found the various functions in this system were well integrated.", .fallback = "I found the various functions in this system were well integrated."},
    {.key = "sus6", .sentence = "Statement 6 of the system usability scale.", .example = "I thought there was too much inconsistency in this system.", .fallback = "I thought there was too much inconsistency in this system."},
    {.key = "sus7", .sentence = "Statement 7 of the system usability scale.", .example = "I would imagine that most people would learn to use this system very quickly.", .fallback = "I would imagine that most people would learn to use this system very quickly."},
    {.key = "sus8", .sentence = "Statement 8 of the system usability scale.", .example = "I found the system very cumbersome to use.", .fallback = "I found the system very cumbersome to use."},
    {.key = "sus9", .sentence = "Statement 9 of the system usability scale.", .example = "I felt very confident using the system.", .fallback = "I felt very confident using the system."},
    {.key = "sus10", .sentence = "Statement 10 of the system usability scale.", .example = "I needed to learn a lot of things before I could get going with this system.", .fallback = "I needed to learn a lot of things before I could get going with this system."},
    {.key = "send", .sentence = "The button that sends.", .example = "Send"},
    {.key = "thanks", .sentence = "Said when it was received.", .example = "Thank you."},
    {.key = "failed", .sentence = "Said when it was not.", .example = "This was not sent. Please try again."},
    {.key = "close", .sentence = "The button that closes.", .example = "Close"},
    {.key = "remember", .sentence = "Beside the consent: agrees that this browser remembers that somebody was asked.", .example = "Remember that I was asked"},
}};
inline constexpr Shape strings{.title = "feedback.strings", .sentence = "What is shown in a language, named by its tag (RFC 5646) in small letters. What is absent is said in the language that `language` names, or in English.", .fields = string_fields};

inline constexpr std::array<Field, 11> fields{{
    {.key = "origins", .kind = Kind::texts, .sentence = "Origins of the pages that may send feedback, exactly as a browser writes them; no other page can. Without one, only whoever has a token.", .example = "[https://app.example.org]"},
    {.key = "kinds", .kind = Kind::choices, .sentence = "What is asked, in this order.", .example = "[thumbs, reason, text]", .required = true, .words = kinds},
    {.key = "sampling", .kind = Kind::number, .sentence = "The share of people who are asked the surveys (nps, csat, ces, sus); everything else is there for whoever wants to say it.", .example = "0.1", .fallback = "1", .lowest = 0, .highest = 1},
    {.key = "cool_down", .kind = Kind::length, .sentence = "Whoever was asked a survey is asked none for so long, where their browser may remember it.", .example = "90d", .fallback = "90d"},
    {.key = "consent", .sentence = "What people are told and must agree to before their browser keeps anything; without it nothing is kept there, and nobody's cool-down is known.", .example = "We keep your answer with the prediction it is about."},
    {.key = "contact", .sentence = "What people are told before they leave an address, to which it is then written what became of it; without it no address is taken.", .example = "Leave your address if you want to hear what became of it."},
    {.key = "language", .sentence = "The language of everything that has no words in the reader's own.", .example = "en", .fallback = "en"},
    {.key = "strings", .kind = Kind::named, .sentence = "What is shown, in each language.", .example = "{de: {thumbs: \"War das hilfreich?\", send: Senden}}", .shape = &strings},
    {.key = "keep_text", .kind = Kind::length, .sentence = "Free text is forgotten after so long; the rest of the answer stays.", .example = "180d"},
    {.key = "corrections", .kind = Kind::choice, .sentence = "Whether a correction stands for the outcome where none has come. `apart`: never, because people correct what they choose to; `count`: it does, and `outcome_source` tells one from the other.", .example = "apart", .fallback = "apart", .words = corrections},
    {.key = "seeded", .sentence = "The column that is true where a prediction was made wrong on purpose, to see whether people notice.", .example = "seeded"},
}};
inline constexpr Shape section{.title = "feedback", .sentence = "What users say (docs/feedback.md).", .fields = fields};

}  // namespace charter::feedback_fields
