#include "operations/live/card_bytes.h"

#include <algorithm>
#include <deque>

#include "operations/live/packed_parts.h"

namespace operations {

namespace {

using base::Packer;
using base::Unpacker;
using operations::put;  // those of the parts, beside the ones below
using verdicts::Verdict;

constexpr std::uint64_t layout = 1;  // of the bytes; those of another layout are not read

/// Read back with its methods, which an estimate only points to.
struct KeptCard {
    report::Scorecard card;
    std::deque<std::string> methods;
};

template <class Value, class Put>
void put_optional(Packer& to, const std::optional<Value>& value, const Put& put) {
    to.number(value ? 1 : 0);
    if (value) put(*value);
}
template <class Get>
auto optional_from(Unpacker& from, const Get& get) {
    return from.number() != 0 ? std::optional(get()) : std::nullopt;
}
template <class List, class Put>
void put_list(Packer& to, const List& list, const Put& put) {
    to.number(list.size());
    for (const auto& one : list) put(one);
}
template <class List, class Get>
void read_list(Unpacker& from, List& list, const Get& get) {
    list.resize(from.count());
    for (auto& one : list) get(one);
}

void put(Packer& to, base::Time time) { to.whole(time.micros); }
base::Time moment(Unpacker& from) { return base::Time{from.whole()}; }

void put(Packer& to, const report::Period& period) {
    put(to, period.start);
    put(to, period.end);
}
report::Period period(Unpacker& from) {
    const base::Time start = moment(from);
    return {start, moment(from)};
}

void put(Packer& to, Verdict verdict) { to.number(static_cast<std::uint64_t>(verdict)); }
Verdict verdict(Unpacker& from) {
    const auto number = from.number();
    if (number > static_cast<std::uint64_t>(Verdict::unproven)) from.fail();
    return from.failed() ? Verdict::unproven : static_cast<Verdict>(number);
}

/// By name: the order of the enumeration may change between releases.
void put(Packer& to, metrics::Reason reason) { to.text(metrics::name(reason)); }
metrics::Reason reason(Unpacker& from) {
    const std::string name = from.text();
    for (int i = 0; i <= static_cast<int>(metrics::Reason::not_computed); ++i) {
        if (metrics::name(static_cast<metrics::Reason>(i)) == name) return static_cast<metrics::Reason>(i);
    }
    return metrics::Reason::not_computed;
}

void put(Packer& to, const charter::Bound& bound) {
    to.number(static_cast<std::uint64_t>(bound.kind));
    to.real(bound.low);
    to.real(bound.high);
    to.number(bound.relative ? 1 : 0);
    to.text(bound.text);
}
charter::Bound bound(Unpacker& from) {
    charter::Bound read;
    read.kind = static_cast<charter::Bound::Kind>(std::min<std::uint64_t>(from.number(), static_cast<std::uint64_t>(charter::Bound::Kind::equals)));
    read.low = from.real();
    read.high = from.real();
    read.relative = from.number() != 0;
    read.text = from.text();
    return read;
}

void put(Packer& to, const metrics::Estimate& estimate, double level) {
    put(to, estimate.value);
    put(to, estimate.reason);
    to.text(estimate.detail);
    to.number(static_cast<std::uint64_t>(estimate.standing));
    put(to, estimate.interval(level));
    to.number(estimate.limits ? 1 : 0);
    to.whole(estimate.rows);
    to.whole(estimate.units);
    to.number((estimate.units_named ? 1u : 0u) + (estimate.units_exact ? 2u : 0u));
    to.whole(estimate.left_out);
    to.text(estimate.method);
    put(to, estimate.p_value);
    put(to, estimate.unchanged);
    put_list(to, estimate.weights, [&](const auto& one) {
        to.text(one.first);
        to.real(one.second);
    });
    to.whole(estimate.enough);
    to.real(estimate.fixed_share);
}
metrics::Estimate estimate(Unpacker& from, KeptCard& kept) {
    metrics::Estimate read;
    read.value = real(from);
    read.reason = reason(from);
    read.detail = from.text();
    read.standing = static_cast<metrics::Standing>(std::min<std::uint64_t>(from.number(), static_cast<std::uint64_t>(metrics::Standing::in_order)));
    const auto ends = limits(from);
    const bool sampled = from.number() != 0;
    if (sampled && ends) read.limits = [both = *ends](double) { return both; };
    read.rows = from.whole();
    read.units = from.whole();
    const auto flags = from.number();
    read.units_named = (flags & 1) != 0;
    read.units_exact = (flags & 2) != 0;
    read.left_out = from.whole();
    std::string method = from.text();
    const auto known = std::find(kept.methods.begin(), kept.methods.end(), method);
    read.method = known != kept.methods.end() ? *known : kept.methods.emplace_back(std::move(method));
    read.p_value = real(from);
    read.unchanged = real(from);
    read_list(from, read.weights, [&](auto& one) {
        one.first = from.text();
        one.second = from.real();
    });
    read.enough = from.whole();
    read.fixed_share = from.real();
    return read;
}

void put(Packer& to, const report::Check& check, double level) {
    for (const auto* text : {&check.column, &check.group, &check.category}) to.text(*text);
    put(to, check.estimate, level);
    put(to, check.bound);
    put(to, check.reference_value);
    put(to, check.judgement.verdict);
    put(to, check.judgement.reason);
    to.real(check.judgement.p_broken);
    put_optional(to, check.judgement.more, [&](const verdicts::More& more) {
        to.whole(more.units);
        to.number(more.hopeless ? 1 : 0);
    });
}
void read(Unpacker& from, report::Check& check, KeptCard& kept) {
    for (auto* text : {&check.column, &check.group, &check.category}) *text = from.text();
    check.estimate = estimate(from, kept);
    check.bound = bound(from);
    check.reference_value = real(from);
    check.judgement.verdict = verdict(from);
    check.judgement.reason = reason(from);
    check.judgement.p_broken = from.real();
    check.judgement.more = optional_from(from, [&] {
        verdicts::More more;
        more.units = from.whole();
        more.hopeless = from.number() != 0;
        return more;
    });
}

void put(Packer& to, const report::Live& live) {
    to.text(live.check);
    put_optional(to, live.since, [&](const report::SinceRelease& since) {
        put(to, since.since);
        to.whole(since.windows);
        to.whole(since.rows);
        put(to, since.value);
        put(to, since.limits);
        put(to, since.verdict);
        to.text(since.method);
        to.text(since.why);
    });
    put_optional(to, live.beginning, [&](const report::Beginning& beginning) {
        to.real(beginning.evidence);
        to.real(beginning.threshold);
        to.whole(beginning.windows);
        to.whole(beginning.waiting);
        put_optional(to, beginning.alarmed, [&](base::Time time) { put(to, time); });
    });
    put_optional(to, live.forecast, [&](const verdicts::Forecast& forecast) {
        to.real(forecast.probability);
        to.whole(forecast.windows_ahead);
        to.whole(forecast.windows_used);
        to.real(forecast.slope);
    });
}
report::SinceRelease since_release(Unpacker& from) {
    report::SinceRelease since;
    since.since = moment(from);
    since.windows = from.whole();
    since.rows = from.whole();
    since.value = real(from);
    since.limits = limits(from);
    since.verdict = verdict(from);
    since.method = from.text();
    since.why = from.text();
    return since;
}
report::Live live(Unpacker& from) {
    report::Live read;
    read.check = from.text();
    read.since = optional_from(from, [&] { return since_release(from); });
    read.beginning = optional_from(from, [&] {
        report::Beginning beginning;
        beginning.evidence = from.real();
        beginning.threshold = from.real();
        beginning.windows = from.whole();
        beginning.waiting = from.whole();
        beginning.alarmed = optional_from(from, [&] { return moment(from); });
        return beginning;
    });
    read.forecast = optional_from(from, [&] {
        verdicts::Forecast forecast;
        forecast.probability = from.real();
        forecast.windows_ahead = from.whole();
        forecast.windows_used = from.whole();
        forecast.slope = from.real();
        return forecast;
    });
    return read;
}

void put_times(Packer& to, const report::PromiseResult& result) {
    put_list(to, result.trend, [&](const report::TrendPoint& point) {
        put(to, point.window);
        put(to, point.value);
        put(to, point.interval);
        put(to, point.verdict);
        to.whole(point.rows);
    });
    put_list(to, result.foreseen, [&](const report::Foreseen& one) {
        put(to, one.window);
        put(to, one.value);
        put(to, one.interval);
        put(to, one.reason);
        to.whole(one.rows);
        put(to, one.realised);
    });
}
void read_times(Unpacker& from, report::PromiseResult& result) {
    read_list(from, result.trend, [&](report::TrendPoint& point) {
        point.window = period(from);
        point.value = real(from);
        point.interval = limits(from);
        point.verdict = verdict(from);
        point.rows = from.whole();
    });
    read_list(from, result.foreseen, [&](report::Foreseen& one) {
        one.window = period(from);
        one.value = real(from);
        one.interval = limits(from);
        one.reason = reason(from);
        one.rows = from.whole();
        one.realised = real(from);
    });
}

void put(Packer& to, const report::PromiseResult& result) {
    to.text(result.promise.id);
    put(to, result.verdict);
    put(to, result.reason);
    to.text(result.detail);
    put_list(to, result.checks, [&](const report::Check& check) { put(to, check, result.promise.level); });
    to.number(result.deciding);
    put_optional(to, result.window, [&](const report::Period& window) { put(to, window); });
    put_times(to, result);
    put_list(to, result.labelled, [&](const metrics::LabelledBand& band) {
        for (const double number : {band.low, band.high, band.rows, band.labelled}) to.real(number);
    });
    put_list(to, result.groups, [&](const report::GroupValue& group) {
        to.text(group.name);
        put(to, group.estimate, result.promise.level);
    });
    to.real(result.units_per_day);
    to.number(result.rows_independent ? 1 : 0);
    put_optional(to, result.live, [&](const report::Live& one) { put(to, one); });
    to.text(result.sentence);
}
void read(Unpacker& from, report::PromiseResult& result, KeptCard& kept) {
    result.promise.id = from.text();
    result.verdict = verdict(from);
    result.reason = reason(from);
    result.detail = from.text();
    read_list(from, result.checks, [&](report::Check& check) { read(from, check, kept); });
    result.deciding = from.number();
    if (result.deciding >= std::max<std::size_t>(1, result.checks.size())) from.fail();
    result.window = optional_from(from, [&] { return period(from); });
    read_times(from, result);
    read_list(from, result.labelled, [&](metrics::LabelledBand& band) {
        for (double* number : {&band.low, &band.high, &band.rows, &band.labelled}) *number = from.real();
    });
    read_list(from, result.groups, [&](report::GroupValue& group) {
        group.name = from.text();
        group.estimate = estimate(from, kept);
    });
    result.units_per_day = from.real();
    result.rows_independent = from.number() != 0;
    result.live = optional_from(from, [&] { return live(from); });
    result.sentence = from.text();
}

}  // namespace

std::string bytes_of(const report::Scorecard& card) {
    Packer to;
    to.number(layout);
    to.text(base::format(card.charter_digest));
    to.whole(card.rows);
    to.whole(card.reference_rows);
    to.whole(card.rejected);
    put_optional(to, card.as_of, [&](base::Time time) { put(to, time); });
    to.text(card.version);
    put(to, card.gate);
    put_list(to, card.notes, [&](const std::string& note) { to.text(note); });
    put_list(to, card.promises, [&](const report::PromiseResult& result) { put(to, result); });
    return to.bytes();
}

std::shared_ptr<const report::Scorecard> card_from(const std::string& bytes, const charter::Charter& document) {
    Unpacker from(bytes);
    if (from.number() != layout || from.text() != base::format(document.digest)) return nullptr;
    auto kept = std::make_shared<KeptCard>();
    report::Scorecard& card = kept->card;
    card.product = document.product;
    card.vision = document.vision;
    card.currency = document.currency;
    card.charter_digest = document.digest;
    card.charter_version = CHARTER_VERSION;
    card.rows = from.whole();
    card.reference_rows = from.whole();
    card.rejected = from.whole();
    card.as_of = optional_from(from, [&] { return moment(from); });
    card.version = from.text();
    card.gate = verdict(from);
    read_list(from, card.notes, [&](std::string& note) { note = from.text(); });
    read_list(from, card.promises, [&](report::PromiseResult& result) { read(from, result, *kept); });
    if (from.failed()) return nullptr;
    for (auto& result : card.promises) {
        const auto found = std::find_if(document.promises.begin(), document.promises.end(), [&](const auto& promise) { return promise.id == result.promise.id; });
        if (found == document.promises.end()) return nullptr;  // the digest says that they are the same
        result.promise = *found;
        result.metric = metrics::find(found->metric);
    }
    return {kept, &card};
}

}  // namespace operations
