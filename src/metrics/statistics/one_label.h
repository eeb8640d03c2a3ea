#pragma once

#include "metrics/statistics/runs.h"

namespace metrics {

/// The runs of one label alone: a view that holds nothing. It lives no longer than what it looks at. Units keep their places.
class OneLabel final : public Runs {
public:
    OneLabel(const Runs& all, std::uint32_t label);
    void visit(const std::function<void(const Run&)>& each) const override;
    std::unique_ptr<Cursor> cursor() const override;

private:
    const Runs& all_;
    std::uint32_t label_;
};

}  // namespace metrics
