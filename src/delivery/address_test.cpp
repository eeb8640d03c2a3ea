#include "delivery/address.h"

#include <gtest/gtest.h>

namespace delivery {

TEST(Address, OfThePublicInternetMayBeReached) {
    for (const std::string_view text : {"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0", "192.167.255.255", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001:829::200e", "::ffff:8.8.8.8", "64:ff9b::808:808"}) {
        EXPECT_TRUE(is_public(text)) << text;
    }
}

TEST(Address, OfTheMachineItsNetworkOrACloudMayNot) {
    for (const std::string_view text : {"127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1",
                                        "::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1", "::7f00:1", "", "localhost", "1.2.3"}) {
        EXPECT_FALSE(is_public(text)) << text;
    }
}

}  // namespace delivery
