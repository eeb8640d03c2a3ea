#include "tools/simulate/keys.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/assert.h"
#include "base/random.h"
#include "metrics/evaluate.h"
#include "tools/simulate/statistics.h"
#include "tools/simulate/world.h"

namespace simulate {
namespace {

using namespace metrics;
using base::Random;

Setting setting_of(const Metric& metric) {
    Setting setting;
    for (const Parameter& parameter : parameters_of(metric)) setting.numbers.emplace(parameter.name, parameter.fallback);
    return setting;
}

/// The named metrics of one statistic, and what is true of each.
struct Truth {
    std::string_view metric;
    double value;
};

Experiment experiment_of(std::string situation, std::vector<std::uint32_t> sizes, std::string unit, const std::vector<Truth>& truths,
                         const std::function<Statistic(std::uint32_t size, Random& random)>& draw, const std::function<void(Setting&)>& set = {}) {
    Experiment experiment;
    experiment.situation = std::move(situation);
    experiment.sizes = std::move(sizes);
    experiment.unit = std::move(unit);
    for (const Truth& truth : truths) experiment.metrics.emplace_back(truth.metric);
    experiment.truths = [truths] {
        std::vector<Estimate> known;
        for (const Truth& truth : truths) known.push_back(Estimate::fact(truth.value, 1));
        return known;
    };
    experiment.replicate = [truths, draw, set](std::uint32_t size, std::uint64_t seed) {
        Random random(seed);
        const Statistic statistic = draw(size, random);
        std::vector<Estimate> estimates;
        for (const Truth& truth : truths) {
            const Metric* metric = find(truth.metric);
            ASSERT(metric != nullptr);
            Setting setting = setting_of(*metric);
            if (set) set(setting);
            estimates.push_back(evaluate(*metric, statistic, nullptr, setting));
        }
        return estimates;
    };
    return experiment;
}

/// Independent keys of one number.
template <class Draw>
Statistic independent(std::uint32_t size, Random& random, const Draw& draw) {
    Split<KeySums> of;
    for (std::uint32_t i = 0; i < size; ++i) {
        const double x = draw(random);
        of.total.add(0, {&x, 1}, 1);
    }
    of.units = of.total.keys();
    return of;
}

/// Keys of users, of whom a few have many: the number is that of any world's heavy users.
template <class Draw>
Statistic by_users(std::uint32_t users, Random& random, const Draw& draw) {
    Split<KeySums> of;
    std::map<std::uint32_t, KeySums> parts;
    for (std::uint32_t user = 0; user < users; ++user) {
        const double taste = random.uniform();
        const std::uint32_t keys = rows_of_unit(Clustering::users, std::max(random.uniform(), 0x1p-54));
        for (std::uint32_t i = 0; i < keys; ++i) {
            const double x = draw(random, taste);
            parts[place_of(user, users)].add(0, {&x, 1}, 1);
        }
    }
    for (const auto& [key, part] : parts) {
        of.keys.push_back(key);
        of.parts.push_back(part);
        of.total.merge(part);
    }
    of.units = users;
    return of;
}

/// Two arms by the toss of a coin.
template <class Draw>
Statistic two_arms(std::uint32_t size, Random& random, const Draw& draw) {
    Split<KeySums> of;
    for (std::uint32_t i = 0; i < size; ++i) {
        const std::size_t arm = random.below(2);
        const auto numbers = draw(random, arm == 0);
        of.total.add(arm, numbers, 1);
    }
    of.units = of.total.keys();
    return of;
}
std::array<double, 1> one(double x) { return {x}; }

/// Stays that end at a constant rate, watched for a time that differs from one to the other. Both are of whole days: who was
/// watched for part of a day, and is counted as at risk on all of it, would make the survival look longer than it is.
Statistic stays(std::uint32_t size, Random& random, double rate, double watched_min, double watched_max) {
    std::vector<Run> runs;
    for (std::uint32_t i = 0; i < size; ++i) {
        const double leaves = std::ceil(-std::log(1 - random.uniform()) / rate);
        const double watched = std::floor(watched_min + (watched_max - watched_min) * random.uniform());
        runs.push_back({Runs::key_of(std::min(leaves, watched)), 0, leaves <= watched ? 1u : 0u, mass_one});
    }
    return std::shared_ptr<const Runs>(std::make_shared<RunsInMemory>(std::move(runs)));
}

const std::vector<std::uint32_t> small{50, 200, 1000, 5000};
const std::vector<std::uint32_t> large{200, 1000, 5000, 20000};

/// NDCG of a query: often nothing, often all, else anything.
double list_value(Random& random) {
    const double u = random.uniform();
    return u < 0.3 ? 0 : u < 0.5 ? 1 : random.uniform();
}

void add_rankings(std::vector<Experiment>& all) {
    const std::string queries = "queries", users = "users";
    all.push_back(experiment_of("lists of any quality", small, queries, {{"ndcg", 0.45}}, [](std::uint32_t size, Random& random) { return independent(size, random, list_value); }));
    all.push_back(experiment_of("lists that are nearly always right", small, queries, {{"mean_reciprocal_rank", 0.97 + 0.03 / 2}},
                                [](std::uint32_t size, Random& random) { return independent(size, random, [](Random& r) { return r.uniform() < 0.03 ? 0.5 : 1.0; }); }));
    all.push_back(experiment_of("lists of which 2 % are of use", small, queries, {{"hit_rate", 0.02}, {"ranking_precision", 0.02}},
                                [](std::uint32_t size, Random& random) { return independent(size, random, [](Random& r) { return r.uniform() < 0.02 ? 1.0 : 0.0; }); }));
    all.push_back(experiment_of("users who ask again, with a taste of their own", small, users, {{"ndcg", 0.5}}, [](std::uint32_t size, Random& random) {
        return by_users(size, random, [](Random& r, double taste) { return (taste + r.uniform()) / 2; });
    }));
    all.push_back(experiment_of("users who ask again, half of whom never find anything", small, users, {{"hit_rate", 0.25}}, [](std::uint32_t size, Random& random) {
        return by_users(size, random, [](Random& r, double taste) { return taste < 0.5 && r.uniform() < 0.5 ? 1.0 : 0.0; });
    }));
}

double lognormal(Random& random, double deviation) { return std::exp(deviation * random.normal()); }

void add_totals(std::vector<Experiment>& all) {
    const std::string subjects = "subjects";
    all.push_back(experiment_of("revenue, lognormal(1)", small, subjects, {{"revenue_per_user", std::exp(0.5)}},
                                [](std::uint32_t size, Random& random) { return independent(size, random, [](Random& r) { return lognormal(r, 1); }); }));
    all.push_back(experiment_of("revenue, 5 % pay a lognormal(1)", small, subjects, {{"revenue_per_user", 0.05 * std::exp(0.5)}, {"lifetime_value", 0.05 * std::exp(0.5)}},
                                [](std::uint32_t size, Random& random) { return independent(size, random, [](Random& r) { return r.uniform() < 0.05 ? lognormal(r, 1) : 0.0; }); }));
    all.push_back(experiment_of("revenue, 5 % pay a lognormal(2): too skewed below thousands", small, subjects, {{"revenue_per_user", 0.05 * std::exp(2.0)}},
                                [](std::uint32_t size, Random& random) { return independent(size, random, [](Random& r) { return r.uniform() < 0.05 ? lognormal(r, 2) : 0.0; }); }));
    all.push_back(experiment_of("a day's return, 20 %", small, subjects, {{"retention", 0.2}, {"conversion", 0.2}},
                                [](std::uint32_t size, Random& random) { return independent(size, random, [](Random& r) { return r.uniform() < 0.2 ? 1.0 : 0.0; }); }));
    all.push_back(experiment_of("answers, 60 % promoters", small, subjects, {{"nps", 45}}, [](std::uint32_t size, Random& random) {
        return independent(size, random, [](Random& r) {
            const double u = r.uniform();
            return u < 0.6 ? 100.0 : u < 0.85 ? 0.0 : -100.0;
        });
    }));
}

void add_comparisons(std::vector<Experiment>& all) {
    const std::string subjects = "subjects";
    const auto shares = [](double with, double without) {
        return [=](std::uint32_t size, Random& random) { return two_arms(size, random, [=](Random& r, bool version) { return one(r.uniform() < (version ? with : without) ? 1.0 : 0.0); }); };
    };
    all.push_back(experiment_of("10 % convert, no effect", large, subjects, {{"uplift", 0}, {"relative_uplift", 0}}, shares(0.1, 0.1)));
    all.push_back(experiment_of("1 % convert, 1.3 % with the version", large, subjects, {{"uplift", 0.003}, {"relative_uplift", 0.3}}, shares(0.013, 0.01)));
    all.push_back(experiment_of("lognormal(1) revenue, 10 % more", large, subjects, {{"uplift", 0.1 * std::exp(0.5)}, {"relative_uplift", 0.1}}, [](std::uint32_t size, Random& random) {
        return two_arms(size, random, [](Random& r, bool version) { return one((version ? 1.1 : 1) * lognormal(r, 1)); });
    }));
    all.push_back(experiment_of("5 % pay a lognormal(1), 20 % more of them", large, subjects, {{"uplift", 0.01 * std::exp(0.5)}, {"relative_uplift", 0.2}}, [](std::uint32_t size, Random& random) {
        return two_arms(size, random, [](Random& r, bool version) { return one(r.uniform() < (version ? 0.06 : 0.05) ? lognormal(r, 1) : 0.0); });
    }));
    all.push_back(experiment_of("revenue that a covariate explains (CUPED)", large, subjects, {{"uplift", 0.2}, {"relative_uplift", 0.2 / (1 + std::exp(0.5))}},
                                [](std::uint32_t size, Random& random) {
                                    return two_arms(size, random, [](Random& r, bool version) {
                                        const double before = lognormal(r, 1);
                                        return std::array<double, 2>{1 + before + (version ? 0.2 : 0) + 0.5 * r.normal(), before};
                                    });
                                },
                                [](Setting& setting) { setting.covariate = true; }));
    all.push_back(experiment_of("clicks per session of heavy users (delta method)", large, subjects, {{"uplift", 0.01}, {"relative_uplift", 0.1}},
                                [](std::uint32_t size, Random& random) {
                                    return two_arms(size, random, [](Random& r, bool version) {
                                        const double sessions = std::ceil(lognormal(r, 0.8)), taste = 2 * r.uniform();
                                        double clicks = 0;
                                        for (double i = 0; i < sessions; ++i) clicks += r.uniform() < (version ? 0.11 : 0.1) * taste ? 1 : 0;
                                        return std::array<double, 2>{clicks, sessions};
                                    });
                                },
                                [](Setting& setting) { setting.ratio = true; }));
}

void add_stays(std::vector<Experiment>& all) {
    const auto cell = [&](std::string situation, double at, double survival, double watched_min, double watched_max) {
        const double rate = -std::log(survival) / at;
        all.push_back(experiment_of(std::move(situation), small, "subjects", {{"kaplan_meier_retention", survival}, {"churn_rate", 1 - survival}},
                                    [=](std::uint32_t size, Random& random) { return stays(size, random, rate, watched_min, watched_max); },
                                    [at](Setting& setting) { setting.numbers.insert_or_assign("at", at); }));
    };
    cell("half are gone, a third was watched for less", 30, 0.5, 15, 60);
    cell("2 % are gone, half were watched for less", 30, 0.98, 0, 60);
    cell("90 % are gone", 30, 0.1, 20, 80);
}

/// Three judges, who tell the truth with a probability and else anything, each grade as likely as in the truth: whatever two
/// grades are apart, alpha is the square of that probability. The first of `grades` has the rest of the shares.
struct Judges {
    double sure = 0.8;
    std::vector<double> grades{0.25, 0.25, 0.25};  ///< shares of all but the first
    double absent = 0;                             ///< of the ratings
};

std::uint64_t graded(const Judges& judges, Random& random) {
    double u = random.uniform();
    for (std::size_t i = 0; i < judges.grades.size(); ++i) {
        if (u < judges.grades[i]) return Runs::key_of(static_cast<double>(i + 1));
        u -= judges.grades[i];
    }
    return Runs::key_of(0);
}

Statistic judged(const Judges& judges, std::uint32_t items, Random& random) {
    std::map<std::uint64_t, Agreement> parts;
    for (std::uint32_t item = 0; item < items; ++item) {
        const std::uint64_t truth = graded(judges, random);
        std::vector<std::uint64_t> ratings;
        for (int judge = 0; judge < 3; ++judge) {
            if (random.uniform() < judges.absent) continue;
            ratings.push_back(random.uniform() < judges.sure ? truth : graded(judges, random));
        }
        std::sort(ratings.begin(), ratings.end());
        parts[place_of(item, items)].add(ratings);
    }
    Split<Agreement> of;
    for (const auto& [key, part] : parts) {
        of.total.merge(part);
        if (part.items == 0) continue;
        of.keys.push_back(key);
        of.parts.push_back(part);
    }
    of.units = of.total.items;
    return of;
}

void add_judges(std::vector<Experiment>& all) {
    const auto cell = [&](std::string situation, const Judges& judges) {
        const double alpha = judges.sure * judges.sure;
        all.push_back(experiment_of(std::move(situation), {20, 40, 200, 1000}, "items", {{"krippendorff_alpha", alpha}, {"krippendorff_alpha_ordinal", alpha}, {"krippendorff_alpha_interval", alpha}},
                                    [judges](std::uint32_t size, Random& random) { return judged(judges, size, random); }));
    };
    cell("three judges of four grades, sure in 80 %", {});
    cell("the same, a third of the ratings missing", {.absent = 0.33});
    cell("judges who hardly agree", {.sure = 0.3});
    cell("a grade of 5 %, judges sure in 95 %", {.sure = 0.95, .grades = {0.05}});
}

}  // namespace

std::vector<Experiment> experiments_of_keys() {
    std::vector<Experiment> all;
    add_rankings(all);
    add_totals(all);
    add_comparisons(all);
    add_stays(all);
    add_judges(all);
    return all;
}

}  // namespace simulate
