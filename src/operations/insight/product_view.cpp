#include "operations/insight/product_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.h"
#include "operations/live/live_parts.h"
#include "operations/shared/assessment.h"
#include "operations/shared/sources.h"
#include "records/registry/registry.h"

namespace operations {

namespace {

/// A range of all times that a store could hold.
constexpr std::int64_t for_ever = std::int64_t{1} << 60;

observations::Touched range_of(std::optional<base::Time> from, std::optional<base::Time> until) { return {from.value_or(base::Time{-for_ever}), until.value_or(base::Time{for_ever})}; }

/// Where a period of what was received is the reference, it is no part of what is compared with it.
std::optional<base::Time> begin_of(const charter::Charter& document) {
    if (document.reference_period && !document.reference_file) return document.reference_period->to;
    return std::nullopt;
}

}  // namespace

base::Result<ProductView> view_of(const Request& request, const Arguments& arguments) {
    ProductView view;
    const std::string id = arguments.text("product");
    ASSIGN_OR_RETURN(view.product, request.service->product(id));
    ASSIGN_OR_RETURN(auto document, request.service->compared(*view.product->document()));
    view.document = std::make_shared<const charter::Charter>(std::move(document));
    view.card = view.product->live().scorecard();
    if (!view.card) {
        view.card = view.product->live().last_known();
        view.before_restart = view.card != nullptr;
    }
    const std::string fault = view.product->fault();
    if (!view.card) return base::Error{base::Fault::missing, "nothing has been judged yet of " + id, fault.empty() ? "send observations: charter observe, or charter send" : "the last attempt failed: " + fault};
    view.moment = view.card->as_of.value_or(request.service->now());
    view.complete_until = view.moment;
    // Windows that were judged were over, also where the newest time is the date of a day that is not.
    for (const auto& result : view.card->promises) {
        if (result.window) view.complete_until = std::max(view.complete_until, result.window->end);
    }
    return view;
}

base::Result<Stretch> stretch_of(const ProductView& view, const std::string& window, std::optional<base::Time> until, const base::Duration& late_by, const std::optional<base::Duration>& usual) {
    Stretch stretch;
    std::optional<base::Duration> length = usual;
    if (!window.empty()) {
        length.reset();
        const auto parsed = base::parse_duration(window);
        if (window != "all" && !parsed) return base::Error{base::Fault::input, "not a length of time: " + window, "write one like 7d or 1mo, or all"};
        if (parsed) length = *parsed;
    }
    if (view.document->task.columns.time.empty()) length.reset();
    const base::Time complete = until ? std::min(*until, view.complete_until) : view.complete_until;
    if (!length) {
        stretch.from = begin_of(*view.document);
        stretch.until = until;
        return stretch;
    }
    const charter::Windowing windowing(*length, view.document->zone);
    const std::int64_t newest = newest_window(windowing, complete, late_by, true);
    stretch.from = windowing.start_of(newest);
    stretch.until = windowing.end_of(newest);
    stretch.length = base::format(*length);
    return stretch;
}

base::Result<std::unique_ptr<observations::Source>> open_current(const ProductView& view, const charter::Charter& document, const Stretch& stretch, const std::atomic<bool>* stop) {
    const auto received = received_by(view.product->store());
    observations::Reading reading = reading_of(document), schema = reading;
    schema.columns = {};
    ASSIGN_OR_RETURN(const auto probe, received.source(std::move(schema), std::nullopt));
    reading.columns = present(reading.columns, probe->columns());
    reading.from = stretch.from;
    reading.until = stretch.until;
    reading.as_of = view.moment;
    reading.stop = stop;
    return received.source(std::move(reading), std::nullopt);
}

base::Result<ViewedRows> open_rows(const ProductView& view, const charter::Charter& document, const Stretch& stretch, const std::atomic<bool>* stop) {
    ViewedRows rows;
    ASSIGN_OR_RETURN(rows.current, open_current(view, document, stretch, stop));
    ASSIGN_OR_RETURN(rows.reference, open_reference(document, view.product->folder() + "/charter.yaml", received_by(view.product->store())));
    return rows;
}

base::Result<const report::PromiseResult*> promise_in(const report::Scorecard& card, const std::string& id) {
    std::vector<std::string> known;
    for (const auto& result : card.promises) {
        if (result.promise.id == id) return &result;
        known.push_back(result.promise.id);
    }
    const auto nearest = base::nearest_name(id, known);
    return base::Error{base::Fault::missing, "the charter has no such promise: " + id, nearest.empty() ? "charter promises list PRODUCT names them" : "did you mean " + nearest + "?"};
}

std::string kept_under(const ProductView& view, const Stretch& stretch, const std::string& operation, const std::string& arguments) {
    const auto& document = *view.document;
    const auto& store = view.product->store();
    const auto ends = [](const std::optional<base::Time>& time) { return time ? base::format(*time) : std::string("-"); };
    std::string reference = document.reference_file.value_or("-");
    if (document.reference_period && !document.reference_file) reference = store.stamp(range_of(document.reference_period->from, document.reference_period->to));
    // Labels that are absent come to mean something as time goes by, until the last of them could have come.
    const bool ripens = document.absent_means != charter::Absent::unknown && (!stretch.until || stretch.until->micros + document.late_by.micros > view.moment.micros);
    return fmt::format("{}\n{}\n{}\n{} {} {}\n{}\n{}\n{}\n{}", document.product, base::format(document.digest), store.stamp(range_of(stretch.from, stretch.until)), ends(stretch.from), ends(stretch.until), stretch.length, reference,
                       // A card of before a restart has no figures: what is drawn beside it is not what is drawn beside one that was judged.
                       ripens || !stretch.until ? base::format(view.moment) : "", view.before_restart ? operation + " before" : operation, arguments);
}

base::json::object json_of(const Stretch& stretch) {
    const auto end = [](const std::optional<base::Time>& time) { return time ? base::json::value(base::format(*time)) : base::json::value(nullptr); };
    return {{"start", end(stretch.from)}, {"end", end(stretch.until)}, {"length", stretch.length.empty() ? base::json::value(nullptr) : base::json::value(stretch.length)}};
}

}  // namespace operations
