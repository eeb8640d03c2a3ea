#pragma once

#include <map>
#include <string>
#include <string_view>

#include "report/scorecard.h"

/// The parts of the page, from top to bottom.
namespace report::page {

/// Where on the page each promise stands: `promise-useful`. Ids that are no plain word are numbered instead.
class Anchors {
public:
    explicit Anchors(const Scorecard& card);
    const std::string& of(const PromiseResult& result) const;

private:
    std::map<const PromiseResult*, std::string> names_;
};

/// A whole page around its body: the head, the policy that forbids every request, the looks.
std::string document(std::string_view title, const std::string& body);

/// What is judged, the gate, and how many promises were kept.
std::string masthead(const Scorecard& card);
/// All promises in one table; cards on a phone.
std::string glance(const Scorecard& card, const Anchors& anchors);
/// A section for each promise, with its pictures and definitions.
std::string articles(const Scorecard& card, const Anchors& anchors);
/// What the metrics and the words mean.
std::string glossary(const Scorecard& card);
/// Notes, and what the page was computed from.
std::string colophon(const Scorecard& card);

/// The verdict as shape and word.
std::string badge(verdicts::Verdict verdict);
/// A term and its description in a <dl>; nothing for an empty description. The description is markup already.
std::string entry(std::string_view term, const std::string& description);
/// `science, stops`.
std::string responsibility(const charter::Promise& promise);

}  // namespace report::page
