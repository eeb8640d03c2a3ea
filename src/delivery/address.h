#pragma once

#include <string_view>

struct sockaddr;

/// Which addresses a message may go to. Whoever edits a charter says where its alerts go, and must not reach through the server
/// what only the server can: other services of the machine, the network behind it, a cloud's own addresses.
namespace delivery {

/// An address of the public internet. Private, local, shared, reserved and multicast ones are not, nor those of IPv6 that stand for such.
bool is_public(const sockaddr& address);
/// The same of a written address; false for anything else.
bool is_public(std::string_view address);

}  // namespace delivery
