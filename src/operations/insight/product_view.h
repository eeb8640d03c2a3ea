#pragma once

#include <memory>
#include <optional>
#include <string>

#include "charter/charter.h"
#include "observations/source.h"
#include "operations/operation.h"
#include "operations/service/service.h"
#include "report/scorecard.h"

/// What the pages look into: a product as it stands, a stretch of time, and the rows in it beside those that it is compared with.
namespace operations {

/// One revision and one scorecard, which belong together.
struct ProductView {
    std::shared_ptr<Product> product;
    std::shared_ptr<const charter::Charter> document;  ///< with the reference file that the server keeps, or with none
    std::shared_ptr<const report::Scorecard> card;
    bool before_restart = false;                       ///< the card is of before the server started, which has not judged yet
    base::Time moment;                                 ///< what time it is for the product
    base::Time complete_until;                         ///< everything before it has happened: later than `moment` where times are dates
};
inline constexpr std::string_view before_restart_note = "As of before the server started; it is being judged again.";
/// Faults: `missing`, where there is no such product, or where nothing has been judged of it yet.
base::Result<ProductView> view_of(const Request& request, const Arguments& arguments);
/// Faults: `missing`, with the nearest.
base::Result<const report::PromiseResult*> promise_in(const report::Scorecard& card, const std::string& id);

/// Half-open; an end that is not there bounds nothing.
struct Stretch {
    std::optional<base::Time> from, until;
    std::string length;  ///< `1mo`; empty: all
};

/// The newest window of the length that `window` writes (`1mo`; `all`; empty: `usual`) which was over by `until`, and whose outcomes
/// were in by then where they come `late_by`. Faults: `input` for a length that is none.
base::Result<Stretch> stretch_of(const ProductView& view, const std::string& window, std::optional<base::Time> until, const base::Duration& late_by, const std::optional<base::Duration>& usual);

/// The length of windows that most of the promises have that `counts` holds for; nothing where none has one.
template <class Counts>
std::optional<base::Duration> usual_window(const charter::Charter& document, const Counts& counts) {
    std::optional<base::Duration> usual;
    std::size_t most = 0;
    for (const auto& promise : document.promises) {
        if (!promise.over || !counts(promise)) continue;
        std::size_t times = 0;
        for (const auto& other : document.promises) times += other.over == promise.over && counts(other) ? 1 : 0;
        if (times <= most) continue;
        most = times;
        usual = promise.over;
    }
    return usual;
}

/// The two sides, opened.
struct ViewedRows {
    std::unique_ptr<observations::Source> current;
    std::unique_ptr<observations::Source> reference;  ///< null: none
};
/// `document` says how rows are read: that of the view, or one that names fewer columns. Faults: `missing` while nothing was received;
/// those of the reference.
base::Result<ViewedRows> open_rows(const ProductView& view, const charter::Charter& document, const Stretch& stretch, const std::atomic<bool>* stop);
/// The same rows of the current side alone.
base::Result<std::unique_ptr<observations::Source>> open_current(const ProductView& view, const charter::Charter& document, const Stretch& stretch, const std::atomic<bool>* stop);

/// A column that the store keeps beside those that were sent.
inline bool is_ours(const std::string& column) { return column.starts_with("charter: "); }

/// Under which an answer about the stretch is kept: another text whenever it could come out otherwise.
std::string kept_under(const ProductView& view, const Stretch& stretch, const std::string& operation, const std::string& arguments);

/// `{"start", "end", "length"}`, null where it is not bounded.
base::json::object json_of(const Stretch& stretch);

}  // namespace operations
