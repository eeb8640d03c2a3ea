#include "operations/gates/version_policy.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "charter/gates.h"
#include "report/escape.h"

namespace operations {

namespace {

using verdicts::Verdict;
using Numbers = std::array<std::int64_t, 3>;
using Weakened = std::function<std::optional<bool>(const std::string&, const std::string&)>;

/// MAJOR.MINOR.PATCH; nothing: it is not written so.
std::optional<Numbers> semantic(std::string_view text) {
    Numbers numbers{};
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (i > 0 && (at == end || *at++ != '.')) return std::nullopt;
        const auto [next, error] = std::from_chars(at, end, numbers[i]);
        if (error != std::errc() || numbers[i] < 0) return std::nullopt;
        at = next;
    }
    return at == end ? std::optional(numbers) : std::nullopt;
}

/// Names between commas, without spaces around them; their order says nothing.
std::set<std::string> names_in(std::string_view text) {
    std::set<std::string> names;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        auto word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (word.starts_with(' ')) word.remove_prefix(1);
        while (word.ends_with(' ')) word.remove_suffix(1);
        if (!word.empty()) names.emplace(word);
    }
    return names;
}

std::string shown(const std::string& text) { return report::plain(report::shortened(text, 80)); }

/// `its inputs are others: without month, with weekday`; empty: they are the same.
std::string other_inputs(const Tagged& version, const Tagged& before) {
    const auto now = names_in(version.inputs), then = names_in(before.inputs);
    std::vector<std::string> gone, added;
    std::set_difference(then.begin(), then.end(), now.begin(), now.end(), std::back_inserter(gone));
    std::set_difference(now.begin(), now.end(), then.begin(), then.end(), std::back_inserter(added));
    if (gone.empty() && added.empty()) return {};
    const auto list = [](const char* word, const std::vector<std::string>& names) { return names.empty() ? std::string() : fmt::format("{} {}", word, shown(fmt::format("{}", fmt::join(names, ", ")))); };
    return "its inputs are others: " + list("without", gone) + (gone.empty() || added.empty() ? "" : ", ") + list("with", added);
}

/// What makes it incompatible with the one before; empty: nothing. `unsaid`: tags that the one before has and this one lacks.
std::vector<std::string> breaking(const Tagged& version, const Tagged& before, const Weakened& weakened, std::vector<std::string>& unsaid) {
    std::vector<std::string> reasons;
    const auto said = [&](const char* tag, const std::string& now, const std::string& then) {
        if (now.empty() && !then.empty()) unsaid.emplace_back(tag);
        return !now.empty() && !then.empty();
    };
    if (said("charter.inputs", version.inputs, before.inputs)) {
        if (auto reason = other_inputs(version, before); !reason.empty()) reasons.push_back(std::move(reason));
    }
    if (said("charter.population", version.population, before.population) && version.population != before.population) reasons.push_back(fmt::format("its population is another: {}, and was {}", shown(version.population), shown(before.population)));
    if (said("charter.label", version.label, before.label) && version.label != before.label) reasons.push_back(fmt::format("its label means something else: {}, and meant {}", shown(version.label), shown(before.label)));
    if (said("charter.revision", version.revision, before.revision)) {
        const auto weaker = weakened(before.revision, version.revision);
        if (!weaker) unsaid.emplace_back("charter.revision of a revision that the ledger has");
        else if (*weaker) reasons.push_back("it was made for a revision of the charter that weakens what was promised before");
    }
    return reasons;
}

}  // namespace

Tagged tagged(const records::ModelVersion& version) {
    Tagged made{.version = version.version, .number = {}, .inputs = {}, .population = {}, .label = {}, .revision = {}};
    for (const auto& tag : version.tags) {
        for (const auto& [key, text] : {std::pair<std::string_view, std::string*>{"charter.version", &made.number}, {"charter.inputs", &made.inputs}, {"charter.population", &made.population}, {"charter.label", &made.label}, {"charter.revision", &made.revision}}) {
            if (tag.key == key) *text = tag.value;
        }
    }
    return made;
}

VersionSays judge_version(const Tagged& version, const std::vector<Tagged>& before, const Weakened& weakened) {
    const auto number = semantic(version.number);
    if (!number) return {Verdict::unproven, "It has no tag charter.version of three numbers, MAJOR.MINOR.PATCH."};
    const Tagged* newest = nullptr;
    std::optional<Numbers> highest;
    for (const auto& one : before) {
        if (const auto other = semantic(one.number); other && other > highest) {
            highest = other;
            newest = &one;
        }
    }
    if (newest == nullptr) return {Verdict::kept, "Its number " + version.number + " is the first."};
    if (*number <= *highest) return {Verdict::broken, fmt::format("Its number {} is not higher than {} of version {}.", version.number, newest->number, newest->version)};
    std::vector<std::string> unsaid;
    const auto reasons = breaking(version, *newest, weakened, unsaid);
    if ((*number)[0] > (*highest)[0]) return {Verdict::kept, fmt::format("Its number {} is a new major version after {}.", version.number, newest->number)};
    if (!reasons.empty()) {
        return {Verdict::broken, fmt::format("Its number {} says that it takes the place of {} of version {} as it is, but {}. That is a major version: give it {}.0.0 in its tag charter.version.", version.number, newest->number, newest->version, fmt::join(reasons, "; "), (*highest)[0] + 1)};
    }
    if (!unsaid.empty()) return {Verdict::unproven, fmt::format("Whether {} takes the place of {} as it is cannot be seen: version {} has a tag {}, and this one has none.", version.number, newest->number, newest->version, fmt::join(unsaid, ", "))};
    return {Verdict::kept, fmt::format("Its number {} follows {}, and nothing that it needs or means has changed.", version.number, newest->number)};
}

base::Result<VersionSays> judge_version(Service& service, const charter::Charter& document, const records::ModelVersion& version) {
    std::vector<Tagged> before;
    for (std::int64_t number = 1; number < version.version; ++number) {
        if (const auto other = service.registered_version(version.model, std::to_string(number))) before.push_back(tagged(*other));
    }
    std::vector<records::RevisionRecord> revisions;
    RETURN_IF_ERROR(service.ledger().read([&](const records::State& state) { revisions = state.revisions(report::well_formed(document.product)); }));
    const auto weakened = [&](const std::string& from, const std::string& to) -> std::optional<bool> {
        const auto at = [&](const std::string& digest) { return std::find_if(revisions.rbegin(), revisions.rend(), [&](const auto& one) { return one.digest == digest; }); };
        const auto begin = at(from), end = at(to);
        if (begin == revisions.rend() || end == revisions.rend()) return std::nullopt;
        return std::any_of(std::min(begin.base(), end.base()), end.base(), [](const auto& one) { return one.weakens; });
    };
    return judge_version(tagged(version), before, weakened);
}

}  // namespace operations
