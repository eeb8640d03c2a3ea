#pragma once

#include <string>

#include "operations/shared/explanation.h"
#include "report/study.h"

namespace operations {

/// The explanation as chapters, with pictures; `study` has its names, facts and origin already.
void add_to(report::Study& study, const WhyAsked& asked, const Why& why);

/// For machines: everything that the pages show, unrounded.
std::string why_json(const report::Study& study, const WhyAsked& asked, const Why& why);

}  // namespace operations
