#pragma once

#include <string>

#include "base/json.h"
#include "operations/insight/product_view.h"

/// The page of a product's data: what was promised of them, how that stands, and the columns that one asked for.
namespace operations {

enum class ColumnOrder { worst, drift, missing, name };

/// Which columns are shown.
struct Shown {
    std::string find;        ///< only those whose name holds it, whatever the case of letters; empty: all
    ColumnOrder order = ColumnOrder::worst;
    std::size_t offset = 0, limit = 50;
};

/// `measured`: what look_at_data found. Beside each column stand the promises about it, from the scorecard of the view.
base::json::object data_page(const ProductView& view, base::json::object measured, const Shown& shown);

/// For a terminal.
std::string data_text(const base::json::object& page);

}  // namespace operations
