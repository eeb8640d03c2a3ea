// Of Armadillo what stands in its headers is enough: nothing of it is linked.
#define ARMA_DONT_USE_WRAPPER
#define ARMA_DONT_USE_LAPACK
#define ARMA_DONT_USE_BLAS
#define ARMA_DONT_USE_ARPACK
#define ARMA_DONT_USE_SUPERLU
#define ARMA_DONT_USE_HDF5
#define ARMA_DONT_USE_OPENMP
#define ARMA_WARN_LEVEL 0

#include "themes/themes.h"

#include <algorithm>
#include <armadillo>
#include <cmath>
#include <numeric>

#include "base/assert.h"

namespace themes {

namespace {

constexpr arma::uword rounds_max = 30;
constexpr int tries = 4;
constexpr double alike_min = 0.25;  // cosine of a text and its theme's centre

/// One column a text: the weights of its terms.
arma::mat matrix_of(const Weights& weights, const std::vector<std::size_t>& rows) {
    arma::mat all(weights.terms.size(), rows.size(), arma::fill::zeros);
    for (arma::uword column = 0; column < rows.size(); ++column) {
        for (const auto& [term, weight] : weights.texts[rows[column]]) all(term, column) = weight;
    }
    return all;
}

/// How far each text is from each centre, squared; one row a text.
arma::mat distances(const Weights& weights, const std::vector<std::size_t>& rows, const arma::mat& centres) {
    arma::mat all(rows.size(), centres.n_cols);
    for (arma::uword k = 0; k < centres.n_cols; ++k) {
        const double norm = arma::accu(arma::square(centres.col(k)));
        for (arma::uword i = 0; i < rows.size(); ++i) {
            double product = 0;
            for (const auto& [term, weight] : weights.texts[rows[i]]) product += weight * centres(term, k);
            all(i, k) = std::max(0.0, 1 + norm - 2 * product);
        }
    }
    return all;
}

/// Of each text, how much nearer its own centre is than the next, from -1 to 1.
std::vector<double> silhouettes(const arma::mat& far) {
    std::vector<double> all;
    for (arma::uword i = 0; i < far.n_rows; ++i) {
        double own = arma::datum::inf, next = arma::datum::inf;
        for (arma::uword k = 0; k < far.n_cols; ++k) {
            const double distance = std::sqrt(far(i, k));
            if (distance < own) next = own, own = distance;
            else if (distance < next) next = distance;
        }
        all.push_back(next > 0 && std::isfinite(next) ? (next - own) / next : 0);
    }
    return all;
}

/// The best of several beginnings: texts lie nearest to their centres in all.
arma::mat centres_of(const arma::mat& all, std::size_t count, std::uint64_t seed) {
    arma::mat best;
    double best_inertia = arma::datum::inf;
    for (int one = 0; one < tries; ++one) {
        arma::arma_rng::set_seed(static_cast<arma::arma_rng::seed_type>(seed + static_cast<std::uint64_t>(one)));
        arma::mat centres;
        if (!arma::kmeans(centres, all, count, arma::random_spread, rounds_max, false)) continue;
        double inertia = 0;
        for (arma::uword i = 0; i < all.n_cols; ++i) {
            double nearest = arma::datum::inf;
            for (arma::uword k = 0; k < centres.n_cols; ++k) nearest = std::min(nearest, arma::accu(arma::square(all.col(i) - centres.col(k))));
            inertia += nearest;
        }
        if (inertia < best_inertia) {
            best_inertia = inertia;
            best = std::move(centres);
        }
    }
    return best;
}

/// A rule of thumb (Mardia, Kent and Bibby 1979): what tells texts apart best by a silhouette is one theme for each way to say it where texts
/// are short, and two where they are many.
std::size_t count_of(std::size_t texts, const Options& options) {
    const auto count = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(texts) / 2)));
    return std::clamp<std::size_t>(count, 1, std::min(options.themes_max, std::max<std::size_t>(1, texts / options.size_min)));
}

/// What each term weighs on average; nothing among no texts.
arma::vec mean_of(const Weights& weights, const std::vector<std::size_t>& texts) {
    arma::vec mean(weights.terms.size(), arma::fill::zeros);
    for (const auto text : texts) {
        for (const auto& [term, weight] : weights.texts[text]) mean(term) += weight / static_cast<double>(texts.size());
    }
    return mean;
}

/// Terms that weigh more among these texts than among all; a word that stands in a chosen pair is not said twice.
std::vector<std::string> telling(const Weights& weights, const std::vector<std::size_t>& texts, const arma::vec& overall, std::size_t words_max) {
    const arma::vec mean = mean_of(weights, texts) - overall;
    std::vector<std::size_t> order(weights.terms.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return mean(a) > mean(b); });
    std::vector<const Term*> picked;
    for (const auto i : order) {
        if (mean(i) <= 0 || picked.size() == words_max) break;
        const Term& term = weights.terms[i];
        const auto within = [](const std::string& part, const std::string& whole) { return (" " + whole + " ").find(" " + part + " ") != std::string::npos; };
        if (std::any_of(picked.begin(), picked.end(), [&](const Term* one) { return within(term.key, one->key); })) continue;
        std::erase_if(picked, [&](const Term* one) { return within(one->key, term.key); });
        picked.push_back(&term);
    }
    std::vector<std::string> words;
    for (const Term* term : picked) words.push_back(term->written);
    return words;
}

struct Member {
    std::size_t text;
    double distance;
};

}  // namespace

Themes themes_of(const std::vector<Text>& texts, const Options& options) {
    ASSERT(texts.size() <= texts_max);
    Themes found;
    // Single words decide what belongs together: of short texts pairs would make as many themes as there are ways to say it. They tell
    // better than words what a theme is about.
    TermRule single = options.terms;
    single.pairs = false;
    const Weights weights = weights_of(texts, single), said = weights_of(texts, options.terms);
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < texts.size(); ++i) (weights.texts[i].empty() ? found.others : rows).push_back(i);
    if (rows.size() < options.size_min) {
        found.others.insert(found.others.end(), rows.begin(), rows.end());
        return found;
    }
    const std::size_t count = count_of(rows.size(), options);
    const arma::mat all = matrix_of(weights, rows);
    const arma::mat centres = count > 1 ? centres_of(all, count, options.seed) : arma::mat(arma::mean(all, 1));
    const arma::mat far = distances(weights, rows, centres);
    const auto nearer = silhouettes(far);
    std::vector<std::vector<Member>> members(centres.n_cols);
    for (arma::uword i = 0; i < rows.size(); ++i) {
        const arma::uword own = far.row(i).index_min();
        const double norm = arma::norm(centres.col(own));
        const bool alike = norm > 0 && (1 + norm * norm - far(i, own)) / (2 * norm) >= alike_min && (centres.n_cols == 1 || nearer[i] > 0 || far(i, own) < 1e-9);
        if (alike) members[own].push_back({rows[i], far(i, own)});
        else found.others.push_back(rows[i]);
    }
    for (auto& group : members) {
        std::stable_sort(group.begin(), group.end(), [](const Member& a, const Member& b) { return a.distance < b.distance; });
        Theme theme;
        for (const auto& member : group) theme.texts.push_back(member.text);
        if (theme.texts.size() >= options.size_min) theme.words = telling(said, theme.texts, mean_of(said, theme.texts.size() == rows.size() ? std::vector<std::size_t>() : rows), options.words_max);
        if (!theme.words.empty()) found.themes.push_back(std::move(theme));
        else found.others.insert(found.others.end(), theme.texts.begin(), theme.texts.end());
    }
    std::stable_sort(found.themes.begin(), found.themes.end(), [](const Theme& a, const Theme& b) { return a.texts.size() > b.texts.size(); });
    std::sort(found.others.begin(), found.others.end());
    return found;
}

}  // namespace themes
