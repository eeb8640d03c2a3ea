#pragma once

#include <string>
#include <string_view>

#include "operations/operation.h"
#include "operations/service/service.h"

/// What signing in by a password and by an identity provider share.
namespace operations {

inline constexpr std::string_view session_cookie = "charter_session";

/// Faults: `limit` after ten attempts a minute for a name, or from an address; by the address alone where there is no name yet.
base::Result<base::Done> not_too_often(const Request& request, const std::string& name, base::Time now);

/// The answer that signs a browser in: a cookie that no script can read and that goes to no other site.
Output signed_in(const records::Issued& issued);

}  // namespace operations
