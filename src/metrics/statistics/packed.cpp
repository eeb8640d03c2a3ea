#include "metrics/statistics/packed.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <type_traits>

#include "base/limits.h"

namespace metrics {

namespace {

using base::Packer;
using base::Unpacker;

// Each statistic says once what it consists of; writing and reading go through the same list.

struct Writer {
    Packer& to;
    void operator()(std::int64_t& value) const { to.whole(value); }
    void operator()(bool& value) const { to.number(value ? 1 : 0); }
    void operator()(base::ExactSum& sum) const {
        const auto limbs = sum.limbs();
        to.whole(limbs.first);
        to.number(limbs.values.size());
        for (const auto limb : limbs.values) to.whole(limb);
    }
    void operator()(std::optional<double>& value) const {
        to.number(value ? 1 : 0);
        if (value) to.real(*value);
    }
    void operator()(std::optional<base::Time>& value) const {
        to.number(value ? 1 : 0);
        if (value) to.whole(value->micros);
    }
    void operator()(std::vector<std::uint64_t>& keys) const {
        to.number(keys.size());
        for (const auto key : keys) to.fixed(key);
    }
    void operator()(boost::container::flat_map<std::int32_t, Mass>& counts) const {
        to.number(counts.size());
        std::int64_t before = 0;
        for (const auto& [bucket, mass] : counts) {
            to.whole(bucket - before);
            mass_of(mass);
            before = bucket;
        }
    }
    template <class Map>
    void named(Map& counts) const {
        to.number(counts.size());
        for (const auto& [name, count] : counts) {
            to.text(name);
            mass_of(count);
        }
    }
    void operator()(boost::container::flat_map<std::string, Mass>& counts) const { named(counts); }
    void operator()(std::map<std::string, std::int64_t>& counts) const { named(counts); }
    void operator()(DistinctCount& count) const {
        to.number(count.exact() ? 1 : 0);
        auto hashes = count.hashes();
        if (count.exact()) (*this)(hashes);
        else to.text({reinterpret_cast<const char*>(count.registers().data()), count.registers().size()});
    }
    /// A mass of whole rows is a number with thirty zeros at its end, which are not written.
    void mass_of(std::int64_t mass) const {
        const bool rows = mass % mass_one == 0;
        to.number(rows ? 1 : 0);
        to.whole(rows ? mass / mass_one : mass);
    }
    template <class Part, class Each>
    void list(std::vector<Part>& parts, const Each& each) const {
        to.number(parts.size());
        for (auto& part : parts) each(*this, part);
    }
};

struct Reader {
    Unpacker& from;
    void operator()(std::int64_t& value) const { value = from.whole(); }
    void operator()(bool& value) const { value = from.number() != 0; }
    void operator()(base::ExactSum& sum) const {
        base::ExactSum::Limbs limbs;
        const std::int64_t first = from.whole();
        limbs.first = first >= 0 && first < 1'000 ? static_cast<int>(first) : -1;
        limbs.values.resize(from.count());
        for (auto& limb : limbs.values) limb = from.whole();
        if (!sum.assign(limbs)) from.fail();
    }
    void operator()(std::optional<double>& value) const {
        if (from.number() != 0) value = from.real();
        if (value && !std::isfinite(*value)) from.fail();
    }
    void operator()(std::optional<base::Time>& value) const {
        if (from.number() != 0) value = base::Time{from.whole()};
    }
    void operator()(std::vector<std::uint64_t>& keys) const {
        keys.resize(from.count());
        for (auto& key : keys) key = from.fixed();
        if (!std::is_sorted(keys.begin(), keys.end())) from.fail();
    }
    void operator()(boost::container::flat_map<std::int32_t, Mass>& counts) const {
        constexpr std::int64_t bucket_max = 0x7FF << Histogram::mantissa_bits;
        const std::size_t size = from.count();
        counts.reserve(size);
        std::int64_t bucket = 0;
        for (std::size_t i = 0; i < size && !from.failed(); ++i) {
            const std::int64_t step = from.whole();
            if (step < -bucket_max || step > 2 * bucket_max || (i > 0 && step <= 0)) return from.fail();
            bucket += step;
            if (bucket <= -bucket_max || bucket >= bucket_max) return from.fail();
            counts.emplace_hint(counts.end(), static_cast<std::int32_t>(bucket), mass());
        }
    }
    template <class Map>
    void named(Map& counts) const {
        const std::size_t size = from.count();
        for (std::size_t i = 0; i < size && !from.failed(); ++i) {
            std::string name = from.text();
            if (!counts.empty() && name <= counts.rbegin()->first) return from.fail();
            counts.emplace_hint(counts.end(), std::move(name), mass());
        }
    }
    void operator()(boost::container::flat_map<std::string, Mass>& counts) const { named(counts); }
    void operator()(std::map<std::string, std::int64_t>& counts) const { named(counts); }
    void operator()(DistinctCount& count) const {
        if (from.number() != 0) {
            std::vector<std::uint64_t> hashes;
            (*this)(hashes);
            for (const auto hash : hashes) count.add(hash);
            return;
        }
        const std::string bytes = from.text();
        if (!count.assign({bytes.begin(), bytes.end()})) from.fail();
    }
    std::int64_t mass() const {
        const bool rows = from.number() != 0;
        const std::int64_t value = from.whole();
        constexpr std::int64_t rows_max = std::numeric_limits<std::int64_t>::max() / mass_one;
        if (rows && (value > rows_max || value < -rows_max)) from.fail();
        return rows && !from.failed() ? value * mass_one : value;
    }
    template <class Part, class Each>
    void list(std::vector<Part>& parts, const Each& each) const {
        const std::size_t size = from.count();
        for (std::size_t i = 0; i < size && !from.failed(); ++i) each(*this, parts.emplace_back());
    }
};

template <class Visit>
void describe(const Visit& visit, Tally& tally) {
    visit(tally.rows);
    visit(tally.weight);
    visit(tally.squares);
}
template <class Visit>
void describe(const Visit& visit, Confusion& of) {
    for (auto* mass : {&of.true_positive, &of.false_positive, &of.false_negative, &of.true_negative, &of.unlabelled_positive, &of.unlabelled_negative}) visit(*mass);
    describe(visit, of.labelled);
    describe(visit, of.all);
}
template <class Visit>
void describe(const Visit& visit, Moments& of) {
    for (auto* sum : {&of.sum, &of.square, &of.cube}) visit(*sum);
    describe(visit, of.tally);
    for (auto* mass : {&of.positive, &of.negative, &of.certain, &of.unlabelled}) visit(*mass);
}
template <class Visit>
void describe(const Visit& visit, Reliability& of) {
    visit.list(of.bins, [](const Visit& each, Reliability::Bin& bin) {
        each(bin.weight);
        each(bin.positive);
        each(bin.score);
        each(bin.residual_square);
    });
    describe(visit, of.tally);
    visit(of.unlabelled);
}
template <class Visit>
void describe(const Visit& visit, Histogram& of) {
    visit(of.numbers);
    visit(of.categories);
    for (auto* mass : {&of.missing, &of.minus_infinity, &of.plus_infinity}) visit(*mass);
    describe(visit, of.tally);
}
template <class Visit>
void describe(const Visit& visit, Quality& of) {
    for (auto* count : {&of.rows, &of.missing, &of.invalid}) visit(*count);
    visit(of.reasons);
}
template <class Visit>
void describe(const Visit& visit, Extent& of) {
    visit(of.rows);
    visit(of.first);
    visit(of.last);
}
template <class Visit>
void describe(const Visit& visit, Summary& of) {
    for (auto* count : {&of.rows, &of.missing, &of.infinite, &of.beyond, &of.summed}) visit(*count);
    for (auto* sum : {&of.sum, &of.square}) visit(*sum);
    visit(of.min);
    visit(of.max);
    visit(of.distinct);
}
void describe(const Writer& visit, Unanswered& of) { visit.to.text(of.why); }
void describe(const Reader& visit, Unanswered& of) { of.why = visit.from.text(); }

template <class Visit, class S>
void describe(const Visit& visit, Split<S>& of) {
    describe(visit, of.total);
    visit.list(of.parts, [](const Visit& each, S& part) { describe(each, part); });
    visit(of.keys);
    visit(of.units);
    visit(of.units_exact);
}

/// Numbers of the kinds in a file: they never change their meaning.
template <class S>
constexpr std::uint64_t tag = 0;
template <> constexpr std::uint64_t tag<Split<Confusion>> = 1;
template <> constexpr std::uint64_t tag<Split<Moments>> = 2;
template <> constexpr std::uint64_t tag<Split<Reliability>> = 3;
template <> constexpr std::uint64_t tag<Split<Histogram>> = 4;
template <> constexpr std::uint64_t tag<Quality> = 5;
template <> constexpr std::uint64_t tag<Extent> = 6;
template <> constexpr std::uint64_t tag<Summary> = 7;
template <> constexpr std::uint64_t tag<Unanswered> = 8;

template <class S>
bool unpack_as(std::uint64_t number, Unpacker& from, Statistic& into) {
    if constexpr (tag<S> == 0) {
        return false;
    } else {
        if (number != tag<S>) return false;
        S statistic;
        describe(Reader{from}, statistic);
        if constexpr (requires { statistic.parts; }) {
            if (statistic.parts.size() != statistic.keys.size() || statistic.units < static_cast<std::int64_t>(statistic.parts.size())) from.fail();
        }
        into = std::move(statistic);
        return true;
    }
}

template <class... S>
bool unpack_any(std::uint64_t number, Unpacker& from, Statistic& into, std::variant<S...>*) {
    return (unpack_as<S>(number, from, into) || ...);
}

/// Units that are kept one by one have as many parts as there are units.
template <class S>
bool folded(const Split<S>& split) { return static_cast<std::int64_t>(split.parts.size()) != split.units; }

template <class S>
void join_parts(Split<S>& into, const Split<S>& other) {
    std::map<std::uint64_t, S> parts;
    const bool buckets = folded(into) || folded(other);
    const auto put = [&](Split<S>& split, bool gathered) {
        for (std::size_t i = 0; i < split.parts.size(); ++i) {
            parts[buckets && !gathered ? split.keys[i] % base::limits::unit_buckets : split.keys[i]].merge(split.parts[i]);
        }
    };
    Split<S> copy = other;
    put(into, folded(into));
    put(copy, folded(other));
    const std::int64_t apart = into.units + other.units;
    into.units = buckets ? apart : static_cast<std::int64_t>(parts.size());
    into.units_exact = !buckets;
    if (!buckets && parts.size() > base::limits::unit_parts_max) {
        std::map<std::uint64_t, S> gathered;
        for (const auto& [key, part] : parts) gathered[key % base::limits::unit_buckets].merge(part);
        parts = std::move(gathered);
    }
    into.parts.clear();
    into.keys.clear();
    for (auto& [key, part] : parts) {
        into.keys.push_back(key);
        into.parts.push_back(std::move(part));
    }
}

template <class S>
Statistic joined(Split<S> into, const Split<S>& other) {
    if (into.clustered() || other.clustered()) {
        join_parts(into, other);
    } else {
        into.units += other.units;
        into.units_exact = into.units_exact && other.units_exact;
    }
    into.total.merge(other.total);
    if constexpr (std::is_same_v<S, Histogram>) {
        if (into.total.categories.size() > base::limits::categories_max) return Unanswered{too_many_categories()};
        if (!into.total.categories.empty() && !into.total.numbers.empty()) return Unanswered{"the column holds numbers in one file and texts in another"};
    }
    return into;
}

template <class S>
Statistic joined(S into, const S& other) {
    into.merge(other);
    return into;
}
template <class T>
Statistic joined(const std::shared_ptr<const T>&, const std::shared_ptr<const T>&) { return Unanswered{"what depends on the order of rows, or is sampled, does not add up"}; }
Statistic joined(Unanswered into, const Unanswered&) { return into; }

}  // namespace

std::string too_many_categories() { return "the column holds more than " + std::to_string(base::limits::categories_max.value) + " different texts, of which no distribution is kept"; }

bool pack(const Statistic& statistic, base::Packer& into) {
    return std::visit(
        [&](const auto& one) {
            using S = std::decay_t<decltype(one)>;
            if constexpr (tag<S> == 0) {
                return false;
            } else {
                S copy = one;  // what is described can also be read into
                into.number(tag<S>);
                describe(Writer{into}, copy);
                return true;
            }
        },
        statistic);
}

Statistic unpack(base::Unpacker& from) {
    Statistic statistic;
    if (!unpack_any(from.number(), from, statistic, static_cast<Statistic*>(nullptr))) from.fail();
    return statistic;
}

bool join(Statistic& into, const Statistic& other) {
    if (std::holds_alternative<Unanswered>(into)) return true;
    if (std::holds_alternative<Unanswered>(other)) {
        into = other;
        return true;
    }
    if (into.index() != other.index() || std::holds_alternative<std::shared_ptr<const Runs>>(into)) return false;
    into = std::visit(
        [&](auto& one) -> Statistic {
            using S = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<S, std::shared_ptr<const Runs>>) return one;
            else return joined(std::move(one), std::get<S>(other));
        },
        into);
    return true;
}

}  // namespace metrics
