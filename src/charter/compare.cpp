#include <algorithm>
#include <set>

#include "base/json.h"
#include "charter/alerting.h"
#include "charter/charter.h"
#include "charter/feedback.h"
#include "charter/retraining.h"
#include "charter/rollout_plan.h"
#include "charter/gates.h"

/// What became of each promise from one revision to the next. Where one part of a promise got weaker the promise did, even
/// when another part got stronger: nobody may buy off a weaker bound.
namespace charter {

namespace {

using Kind = Change::Kind;

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? "none" : text;
}

std::string text_of(const std::optional<base::Duration>& length) { return length ? base::format(*length) : "none"; }
std::string text_of(const std::optional<double>& number) { return number ? base::format_number(*number) : "none"; }
std::string text_of(const std::string& text) { return text.empty() ? "none" : text; }
std::string text_of(const std::optional<Condition>& condition) { return condition ? format(*condition) : "none"; }

std::string text_of(const std::map<std::string, double>& parameters) {
    std::string text;
    for (const auto& [key, value] : parameters) text += (text.empty() ? "" : ", ") + key + " " + base::format_number(value);
    return text.empty() ? "none" : text;
}

/// The parts that differ, and what they add up to.
class Differences {
public:
    void add(Kind kind, const std::string& part, const std::string& before, const std::string& after) {
        text_ += (text_.empty() ? "" : "; ") + (part.empty() ? "" : part + ": ") + before + " -> " + after;
        kinds_.insert(kind);
    }
    void changed(const std::string& part, const std::string& before, const std::string& after) {
        if (before != after) add(Kind::changed, part, before, after);
    }
    /// Both ends given in the order in which more is stronger.
    template <class T>
    void ordered(const T& before, const T& after, const std::string& part, const std::string& before_text, const std::string& after_text) {
        if (before != after) add(after < before ? Kind::weakened : Kind::strengthened, part, before_text, after_text);
    }
    /// More names are more checks.
    void names(const std::vector<std::string>& before, const std::vector<std::string>& after, const std::string& part) {
        const std::set<std::string> old_set(before.begin(), before.end()), new_set(after.begin(), after.end());
        if (old_set == new_set) return;
        const bool more = std::includes(new_set.begin(), new_set.end(), old_set.begin(), old_set.end());
        const bool fewer = std::includes(old_set.begin(), old_set.end(), new_set.begin(), new_set.end());
        add(more ? Kind::strengthened : fewer ? Kind::weakened : Kind::changed, part, joined(before), joined(after));
    }

    bool none() const { return kinds_.empty(); }
    Change change(std::string id) const {
        const Kind kind = kinds_.contains(Kind::weakened) ? Kind::weakened : kinds_.contains(Kind::changed) ? Kind::changed : Kind::strengthened;
        return {kind, std::move(id), text_};
    }

private:
    std::set<Kind> kinds_;
    std::string text_;
};

void compare_bounds(const Bound& before, const Bound& after, Differences& differences) {
    if (before.low == after.low && before.high == after.high && before.relative == after.relative) return;
    const bool looser = after.low <= before.low && after.high >= before.high;
    const bool tighter = after.low >= before.low && after.high <= before.high;
    const Kind kind = before.relative != after.relative ? Kind::changed : looser ? Kind::weakened : tighter ? Kind::strengthened : Kind::changed;
    differences.add(kind, "", before.text, after.text);
}

Differences compare_promises(const Promise& before, const Promise& after) {
    Differences differences;
    differences.changed("metric", text_of(before.metric), text_of(after.metric));
    differences.changed("evidence", text_of(before.evidence), text_of(after.evidence));
    // Bounds of different metrics have nothing to do with each other.
    if (before.metric == after.metric && before.compare == after.compare) compare_bounds(before.bound, after.bound, differences);
    else differences.changed("", text_of(before.bound.text), text_of(after.bound.text));
    differences.changed("compare", std::string(name(before.compare)), std::string(name(after.compare)));
    differences.names(before.of, after.of, "of");
    differences.changed("category", text_of(before.category), text_of(after.category));
    differences.changed("by", joined(before.by), joined(after.by));
    differences.changed("role of the record", text_of(before.evidence_by), text_of(after.evidence_by));
    differences.changed("where", text_of(before.where), text_of(after.where));
    differences.changed("version", before.version.value_or("none"), after.version.value_or("none"));
    differences.changed("against", before.against.value_or("none"), after.against.value_or("none"));
    differences.changed("per", text_of(before.per), text_of(after.per));
    differences.changed("adjusted_by", joined(before.adjusted_by), joined(after.adjusted_by));
    differences.changed("with", text_of(before.with), text_of(after.with));
    differences.ordered(!before.estimated, !after.estimated, "estimated", before.estimated ? "true" : "false", after.estimated ? "true" : "false");
    differences.changed("over", text_of(before.over), text_of(after.over));
    differences.changed("season", std::string(name(before.season)), std::string(name(after.season)));
    differences.ordered(before.about == About::process, after.about == About::process, "about", std::string(name(before.about)), std::string(name(after.about)));
    differences.ordered(before.level, after.level, "level", base::format_number(before.level), base::format_number(after.level));
    differences.ordered(before.breach, after.breach, "breach", std::string(name(before.breach)), std::string(name(after.breach)));
    if (before.every && after.every) {
        const auto length = [](const base::Duration& every) { return every.micros + every.months * std::int64_t{30} * base::micros_per_day; };
        differences.ordered(-length(*before.every), -length(*after.every), "every", text_of(before.every), text_of(after.every));
    }
    differences.changed("owner", text_of(before.owner), text_of(after.owner));
    differences.changed("serves", text_of(before.serves), text_of(after.serves));
    differences.changed("statement", text_of(before.statement), text_of(after.statement));
    return differences;
}

/// A promise that all values are valid gets weaker when more of them are.
void compare_contracts(const ColumnContract& before, const ColumnContract& after, Differences& differences) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    differences.changed("type", std::string(name(before.type)), std::string(name(after.type)));
    differences.ordered(before.min.value_or(-infinity), after.min.value_or(-infinity), "min", text_of(before.min), text_of(after.min));
    differences.ordered(-before.max.value_or(infinity), -after.max.value_or(infinity), "max", text_of(before.max), text_of(after.max));
    differences.changed("pattern", before.pattern.value_or("none"), after.pattern.value_or("none"));
    if (before.allowed.empty() || after.allowed.empty()) differences.changed("allowed", before.allowed.empty() ? "anything" : joined(before.allowed), after.allowed.empty() ? "anything" : joined(after.allowed));
    // Fewer allowed values are the stronger contract, so the two change places.
    else if (Differences reversed; reversed.names(after.allowed, before.allowed, ""), !reversed.none()) differences.add(reversed.change("").kind, "allowed", joined(before.allowed), joined(after.allowed));
}

const ColumnContract* contract_of(const Charter& charter, const Promise& promise) {
    if (promise.section != "data" || promise.metric != "invalid_share" || promise.of.empty()) return nullptr;
    const auto found = std::find_if(charter.contract.begin(), charter.contract.end(), [&](const ColumnContract& column) { return column.name == promise.of[0]; });
    return found == charter.contract.end() ? nullptr : &*found;
}

std::string described(const Promise& promise) {
    if (!promise.evidence.empty()) return promise.evidence + " by " + promise.evidence_by + " every " + text_of(promise.every);
    return promise.metric + (promise.of.empty() ? "" : " of " + joined(promise.of)) + " " + promise.bound.text;
}

void compare_worths(const std::optional<Worth>& before, const std::optional<Worth>& after, Differences& differences) {
    const auto texts = [](const std::optional<Worth>& worth) {
        std::map<std::string, std::string> all;
        if (!worth) return all;
        for (const auto& [key, money] : money_keys()) all[std::string(key)] = ((*worth).*money).text;
        for (const double amount : worth->by_position) all["by_position"] += (all.contains("by_position") ? ", " : "") + base::format_number(amount);
        const auto rate = [&](const std::string& key, const std::optional<Rate>& of) {
            if (of) all[key] = base::format_number(of->amount) + " per " + of->per;
        };
        rate("capacity", worth->capacity);
        rate("volume", worth->volume);
        return all;
    };
    auto old_texts = texts(before), new_texts = texts(after);
    if (before.has_value() != after.has_value()) return differences.changed("", before ? "given" : "none", after ? "given" : "none");
    for (const auto& [key, text] : new_texts) old_texts.try_emplace(key, "none");
    for (const auto& [key, text] : old_texts) differences.changed(key, text, new_texts.contains(key) ? new_texts[key] : "none");
}

/// A limit that demands less got weaker.
void compare_limits(const std::vector<BusinessLimit>& before, const std::vector<BusinessLimit>& after, Differences& differences) {
    const auto find = [](const std::vector<BusinessLimit>& all, BusinessLimit::Kind kind) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const BusinessLimit& limit) { return limit.kind == kind; });
        return found == all.end() ? nullptr : &*found;
    };
    for (const BusinessLimit& limit : before) {
        const BusinessLimit* other = find(after, limit.kind);
        const std::string kind(name(limit.kind));
        if (other == nullptr) {
            differences.add(Kind::weakened, kind, limit.text, "none");
            continue;
        }
        const double sign = limit.at_least() ? 1 : -1;
        if (limit.of == other->of && limit.per.per == other->per.per && limit.by == other->by && limit.share == other->share && limit.column == other->column && limit.category == other->category && limit.first == other->first) differences.ordered(sign * limit.bound, sign * other->bound, kind, limit.text, other->text);
        else differences.changed(kind, limit.text, other->text);
    }
    for (const BusinessLimit& limit : after) {
        if (find(before, limit.kind) == nullptr) differences.add(Kind::strengthened, std::string(name(limit.kind)), "none", limit.text);
    }
}

std::string text_of_reference(const Charter& charter) {
    if (charter.reference_period) return base::format(charter.reference_period->from) + " to " + base::format(charter.reference_period->to);
    return charter.reference_file.value_or("none");
}

std::string text_of(const Columns& columns) {
    std::string text;
    const auto add = [&](std::string_view key, const std::string& column) {
        if (!column.empty()) text += (text.empty() ? "" : ", ") + std::string(key) + " " + column;
    };
    for (const auto& [key, column] : column_keys()) add(key, columns.*column);
    if (!columns.features.empty()) add("features", joined(columns.features));
    for (const auto& [one, column] : columns.scores) add("score of " + one, column);
    return text.empty() ? "none" : text;
}

std::string text_of(const Contact& contact) {
    std::string text;
    for (const auto& [key, address] : {std::pair<const char*, const std::string&>{"email", contact.email}, {"webhook", contact.webhook}, {"slack", contact.slack}, {"teams", contact.teams}}) {
        if (!address.empty()) text += (text.empty() ? "" : ", ") + std::string(key) + " " + address;
    }
    return text.empty() ? "none" : text;
}

/// Who is told, and when.
void compare_alerting(const Charter& before, const Charter& after, std::vector<Change>& changes) {
    Differences contacts, rules;
    auto old_contacts = contacts_of(before), new_contacts = contacts_of(after);
    for (const auto& [role, contact] : new_contacts) old_contacts.try_emplace(role);
    for (const auto& [role, contact] : old_contacts) contacts.changed(role, text_of(contact), text_of(new_contacts[role]));
    const AlertRules old_rules = alert_rules_of(before), new_rules = alert_rules_of(after);
    rules.changed("budget_per_week", std::to_string(old_rules.budget_per_week), std::to_string(new_rules.budget_per_week));
    rules.changed("group_for", base::format(old_rules.group_for), base::format(new_rules.group_for));
    rules.changed("raise_after", std::to_string(old_rules.raise_after), std::to_string(new_rules.raise_after));
    rules.changed("clear_after", std::to_string(old_rules.clear_after), std::to_string(new_rules.clear_after));
    if (!contacts.none()) changes.push_back(contacts.change("contacts"));
    if (!rules.none()) changes.push_back(rules.change("alerts"));
}

std::string text_of(const Gate& gate) {
    std::vector<std::string> parts;
    for (const auto& asked : gate.promises) parts.push_back(asked.promise + " on " + std::string(name(asked.on)));
    for (const auto& role : gate.approvals) parts.push_back("approval by " + role);
    for (const auto& review : gate.reviews) parts.push_back(review.promise + " within " + base::format(review.within));
    for (const auto& budget : gate.budgets) parts.push_back("budget of " + budget.promise + " over " + base::format(budget.over) + ": " + base::format_number(budget.broken_at_most));
    if (gate.evidence_within) parts.push_back("evidence within " + base::format(*gate.evidence_within));
    return joined(parts);
}

/// Whether everything that one asks for the other does too, at least as strictly.
bool covers(const Gate& one, const Gate& other) {
    const auto has = [](const auto& all, const auto& same) { return std::any_of(all.begin(), all.end(), same); };
    for (const auto& asked : other.promises) {
        if (!has(one.promises, [&](const Gate::Asked& a) { return a.promise == asked.promise && a.on == asked.on; })) return false;
    }
    for (const auto& role : other.approvals) {
        if (std::count(one.approvals.begin(), one.approvals.end(), role) < std::count(other.approvals.begin(), other.approvals.end(), role)) return false;
    }
    const auto longer = [](const base::Duration& a, const base::Duration& b) { return std::pair(a.months, a.micros) > std::pair(b.months, b.micros); };
    for (const auto& review : other.reviews) {
        if (!has(one.reviews, [&](const Gate::Review& r) { return r.promise == review.promise && !longer(r.within, review.within); })) return false;
    }
    for (const auto& budget : other.budgets) {
        if (!has(one.budgets, [&](const Gate::Budget& b) { return b.promise == budget.promise && b.over == budget.over && b.broken_at_most <= budget.broken_at_most; })) return false;
    }
    return !other.evidence_within || (one.evidence_within && !longer(*one.evidence_within, *other.evidence_within));
}

/// A gate that asks for less is weaker, as one that is gone; one that asks for less here and more there too.
void compare_gates(const Charter& before, const Charter& after, std::vector<Change>& changes) {
    const auto old_gates = gates_of(before), new_gates = gates_of(after);
    const auto find = [](const std::vector<Gate>& gates, const std::string& id) { return std::find_if(gates.begin(), gates.end(), [&](const Gate& gate) { return gate.id == id; }); };
    for (const Gate& gate : old_gates) {
        const auto now = find(new_gates, gate.id);
        if (now == new_gates.end()) changes.push_back({Kind::weakened, "gates." + gate.id, text_of(gate) + " -> none"});
        else if (!covers(*now, gate)) changes.push_back({Kind::weakened, "gates." + gate.id, text_of(gate) + " -> " + text_of(*now)});
        else if (!covers(gate, *now)) changes.push_back({Kind::strengthened, "gates." + gate.id, text_of(gate) + " -> " + text_of(*now)});
    }
    for (const Gate& gate : new_gates) {
        if (find(old_gates, gate.id) == old_gates.end()) changes.push_back({Kind::added, "gates." + gate.id, text_of(gate)});
    }
    const Model old_model = model_of(before), new_model = model_of(after);
    const auto text = [](const Model& model) {
        std::string all = model.registered.empty() ? "none" : model.registered;
        for (const auto& [alias, gate] : model.aliases) all += ", " + alias + " through " + gate;
        for (const auto& [stage, gate] : model.stages) all += ", stage " + stage + " through " + gate;
        return all + (model.semantic ? ", versions semantic" : "");
    };
    if (text(old_model) == text(new_model)) return;
    // Whatever was bound and is so no longer, anybody may move now.
    bool weaker = !old_model.registered.empty() && old_model.registered != new_model.registered;
    for (const auto& [names, now] : {std::pair{&old_model.aliases, &new_model.aliases}, std::pair{&old_model.stages, &new_model.stages}}) {
        for (const auto& [one, gate] : *names) weaker = weaker || !now->contains(one) || now->at(one) != gate;
    }
    changes.push_back({weaker || (old_model.semantic && !new_model.semantic) ? Kind::weakened : Kind::changed, "model", text(old_model) + " -> " + text(new_model)});
}

std::int64_t length_of(const base::Duration& length) { return length.micros + length.months * std::int64_t{30} * base::micros_per_day; }

/// What starts a retraining, by what it is about, with a number of which more is weaker.
std::map<std::string, std::pair<double, std::string>> triggers_of(const Retraining& retraining) {
    std::map<std::string, std::pair<double, std::string>> triggers;
    const auto windows = [](int count) { return std::to_string(count) + (count == 1 ? " window" : " windows"); };
    if (retraining.schedule) triggers["schedule"] = {static_cast<double>(length_of(*retraining.schedule)), base::format(*retraining.schedule)};
    for (const auto& one : retraining.broken) triggers["broken " + one.promise] = {one.windows, windows(one.windows)};
    for (const auto& one : retraining.drift) {
        triggers["drift " + one.promise + " for"] = {one.windows, windows(one.windows)};
        triggers["drift " + one.promise] = {one.above.value_or(0), one.above ? "above " + base::format_number(*one.above) : "the promise's bound"};
    }
    if (retraining.pays) triggers["pays"] = {0, retraining.pays->promise};
    return triggers;
}

void compare_triggers(const Retraining& before, const Retraining& after, Differences& differences) {
    const auto old_ones = triggers_of(before), new_ones = triggers_of(after);
    for (const auto& [about, trigger] : old_ones) {
        const auto found = new_ones.find(about);
        if (found == new_ones.end()) differences.add(Kind::weakened, about, trigger.second, "none");
        else if (found->second.first == trigger.first) differences.changed(about, trigger.second, found->second.second);
        else differences.ordered(-trigger.first, -found->second.first, about, trigger.second, found->second.second);
    }
    for (const auto& [about, trigger] : new_ones) {
        if (!old_ones.contains(about)) differences.add(Kind::strengthened, about, "none", trigger.second);
    }
}

/// Retraining more seldom is weaker, and so are guards that let more happen.
void compare_retraining(const Charter& before, const Charter& after, std::vector<Change>& changes) {
    const auto old_one = retraining_of(before), new_one = retraining_of(after);
    Differences differences;
    if (old_one.has_value() != new_one.has_value()) differences.add(old_one ? Kind::weakened : Kind::strengthened, "", old_one ? "given" : "none", new_one ? "given" : "none");
    if (old_one && new_one) {
        const auto started_by = [](const Retraining& one) {
            std::string text = one.webhook;
            for (const auto& word : one.command) text += (text.empty() ? "" : " ") + word;
            return text_of(text);
        };
        const RetrainingGuards &old_guards = old_one->guards, &new_guards = new_one->guards;
        differences.changed("registered_model", old_one->registered_model, new_one->registered_model);
        differences.changed("started by", started_by(*old_one), started_by(*new_one));
        compare_triggers(*old_one, *new_one, differences);
        differences.changed("cost", base::format_number(old_one->cost.total()), base::format_number(new_one->cost.total()));
        if (old_one->pays && new_one->pays) {
            differences.changed("pays.worth", base::format_number(old_one->pays->worth), base::format_number(new_one->pays->worth));
            differences.changed("pays.recovers", base::format_number(old_one->pays->recovers), base::format_number(new_one->pays->recovers));
        }
        differences.changed("then", text_of(old_one->then.gate) + ", " + text_of(old_one->then.rollout), text_of(new_one->then.gate) + ", " + text_of(new_one->then.rollout));
        differences.ordered(length_of(old_guards.pause), length_of(new_guards.pause), "pause", base::format(old_guards.pause), base::format(new_guards.pause));
        differences.ordered(-old_guards.at_most, -new_guards.at_most, "at_most", std::to_string(old_guards.at_most), std::to_string(new_guards.at_most));
        differences.ordered(length_of(old_guards.per), length_of(new_guards.per), "per", base::format(old_guards.per), base::format(new_guards.per));
        differences.ordered(-old_guards.failures, -new_guards.failures, "failures", std::to_string(old_guards.failures), std::to_string(new_guards.failures));
        differences.ordered(-length_of(old_guards.deadline), -length_of(new_guards.deadline), "deadline", base::format(old_guards.deadline), base::format(new_guards.deadline));
    }
    if (!differences.none()) changes.push_back(differences.change("retraining"));
}

/// Whom pages may be of and what they ask weakens no promise; corrections that count change what all metrics of outcomes say.
void compare_feedback(const Charter& before, const Charter& after, std::vector<Change>& changes) {
    const auto old_one = feedback_of(before), new_one = feedback_of(after);
    const Feedback none;
    const Feedback &from = old_one ? *old_one : none, &to = new_one ? *new_one : none;
    Differences differences;
    differences.changed("origins", joined(from.origins), joined(to.origins));
    differences.changed("kinds", joined(from.kinds), joined(to.kinds));
    differences.changed("sampling", base::format_number(from.sampling), base::format_number(to.sampling));
    differences.changed("cool_down", base::format(from.cool_down), base::format(to.cool_down));
    differences.changed("consent", text_of(from.consent), text_of(to.consent));
    differences.changed("keep_text", text_of(from.keep_text), text_of(to.keep_text));
    differences.changed("corrections", from.corrections_count ? "count" : "apart", to.corrections_count ? "count" : "apart");
    differences.changed("seeded", text_of(from.seeded), text_of(to.seeded));
    if (!differences.none()) changes.push_back(differences.change("feedback"));
}

/// What all promises rest on: changing it changes what they say although they stand as before.
void compare_grounds(const Charter& before, const Charter& after, std::vector<Change>& changes) {
    const auto section = [&](const std::string& id, const auto& fill) {
        Differences differences;
        fill(differences);
        if (!differences.none()) changes.push_back(differences.change(id));
    };
    section("task", [&](Differences& d) {
        d.changed("kind", std::string(name(before.task.kind)), std::string(name(after.task.kind)));
        d.changed("positive", before.task.positive, after.task.positive);
        d.changed("columns", text_of(before.task.columns), text_of(after.task.columns));
        d.changed("threshold", base::format_number(before.task.threshold), base::format_number(after.task.threshold));
    });
    section("outcomes", [&](Differences& d) {
        d.changed("late_by", base::format(before.late_by), base::format(after.late_by));
        d.changed("absent_means", std::string(name(before.absent_means)), std::string(name(after.absent_means)));
        d.changed("observed_when", std::string(name(before.observed_when)), std::string(name(after.observed_when)));
    });
    section("reference", [&](Differences& d) { d.changed("", text_of_reference(before), text_of_reference(after)); });
    section("value", [&](Differences& d) { compare_worths(before.worth, after.worth, d); });
    section("business_limits", [&](Differences& d) { compare_limits(before.business_limits, after.business_limits, d); });
    section("timezone", [&](Differences& d) { d.changed("", before.zone.name(), after.zone.name()); });
}

}  // namespace

std::string_view name(Change::Kind kind) {
    switch (kind) {
        case Kind::added: return "added";
        case Kind::dropped: return "dropped";
        case Kind::strengthened: return "strengthened";
        case Kind::weakened: return "weakened";
        case Kind::changed: return "changed";
    }
    return {};
}

std::vector<Change> compare(const Charter& old_one, const Charter& new_one) {
    std::vector<Change> changes;
    for (const Promise& before : old_one.promises) {
        const Promise* after = new_one.find(before.id);
        if (after == nullptr) {
            changes.push_back({Kind::dropped, before.id, described(before)});
            continue;
        }
        Differences differences = compare_promises(before, *after);
        const ColumnContract* column_before = contract_of(old_one, before);
        const ColumnContract* column_after = contract_of(new_one, *after);
        if (column_before != nullptr && column_after != nullptr) compare_contracts(*column_before, *column_after, differences);
        if (!differences.none()) changes.push_back(differences.change(before.id));
    }
    for (const Promise& after : new_one.promises) {
        if (old_one.find(after.id) == nullptr) changes.push_back({Kind::added, after.id, described(after)});
    }
    compare_grounds(old_one, new_one, changes);
    compare_gates(old_one, new_one, changes);
    compare_rollouts(old_one, new_one, changes);
    compare_alerting(old_one, new_one, changes);
    compare_retraining(old_one, new_one, changes);
    compare_feedback(old_one, new_one, changes);
    return changes;
}

}  // namespace charter
