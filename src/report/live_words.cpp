#include "report/live_words.h"

#include <fmt/format.h>

#include <cmath>

#include "report/numbers.h"
#include "report/outline.h"

namespace report {

namespace {

std::string since_words(const SinceRelease& since, const PromiseResult& result, const Scorecard& card) {
    const Measure measure = measure_of(result, card);
    const std::string over = fmt::format("over {} since {}", counted(since.windows, "window", "windows"), base::format(since.since));
    if (!since.value) return fmt::format("{}: no value{}", over, since.why.empty() ? "" : ", " + since.why);
    if (!since.limits) return fmt::format("{} {}: {}", write(measure, *since.value), over, since.why);
    const bool always = !since.method.starts_with("declared");
    return fmt::format("{} ({}) {}: {}, {} ({})", write(measure, *since.value), write(measure, *since.limits), over, verdicts::name(since.verdict), always ? "however often one looks" : "at a look that was declared beforehand", since.method);
}

std::string beginning_words(const Beginning& beginning) {
    std::string words = beginning.alarmed ? fmt::format("alarm on the window that ended {}", base::format(*beginning.alarmed)) : "no alarm";
    if (beginning.threshold > 0) words += fmt::format("; evidence now {:.3g}, an alarm is raised at {}", beginning.evidence, grouped(std::llround(beginning.threshold)));
    else words += "; a fact cannot err, and alarms when it breaks";
    if (beginning.waiting > 0) words += fmt::format("; {} too small to judge by {}, joined with the next", counted(beginning.waiting, "window is", "windows are"), beginning.waiting == 1 ? "itself" : "themselves");
    return words;
}

std::string forecast_words(const verdicts::Forecast& forecast) {
    const double percent = 100 * forecast.probability;
    const std::string chance = percent < 1 ? "less than 1 %" : percent > 99 ? "more than 99 %" : fmt::format("{:.0f} %", percent);
    return fmt::format("at the trend of {}, a chance of {} of being past its bound {} later", counted(forecast.windows_used, "window", "windows"), chance, counted(forecast.windows_ahead, "window", "windows"));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> live_words(const PromiseResult& result, const Scorecard& card) {
    std::vector<std::pair<std::string, std::string>> words;
    if (!result.live) return words;
    if (result.live->since) words.emplace_back("Since the release", since_words(*result.live->since, result, card));
    if (result.live->beginning) words.emplace_back("Beginning to break", beginning_words(*result.live->beginning));
    if (result.live->forecast) words.emplace_back("Forecast", forecast_words(*result.live->forecast));
    return words;
}

}  // namespace report
