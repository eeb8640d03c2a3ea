#include "charter/alerting.h"

#include <gtest/gtest.h>

#include "charter/sample_vocabulary.h"

namespace charter {

namespace {

std::string document(const std::string& rest) { return "charter: 1\nproduct: p\nroles: {science: {title: Data science}, risk: {title: Risk}}\n" + rest; }

std::string fault_of(const std::string& rest) {
    const Parsed parsed = parse(document(rest), sample_vocabulary());
    return parsed.faults.empty() ? "none" : parsed.faults.front().what + "; " + parsed.faults.front().next;
}

}  // namespace

TEST(Alerting, ReadsWhoIsToldAndHow) {
    const Parsed parsed = parse(document("contacts: {science: {email: science@example.org, slack: 'secret:science-slack'}, risk: {webhook: 'https://example.org/hook'}}\nalerts: {budget_per_week: 5, group_for: 1h, raise_after: 2}\n"), sample_vocabulary());
    ASSERT_TRUE(parsed.charter) << parsed.faults.front().what;
    const auto contacts = contacts_of(*parsed.charter);
    EXPECT_EQ(contacts.at("science").email, "science@example.org");
    EXPECT_EQ(contacts.at("science").slack, "secret:science-slack");
    EXPECT_EQ(contacts.at("risk").webhook, "https://example.org/hook");
    const AlertRules rules = alert_rules_of(*parsed.charter);
    EXPECT_EQ(rules.budget_per_week, 5);
    EXPECT_EQ(rules.group_for.micros, 3600 * base::micros_per_second);
    EXPECT_EQ(rules.raise_after, 2);
    EXPECT_EQ(rules.clear_after, 2);
    EXPECT_TRUE(parsed.charter->notes.empty());
}

TEST(Alerting, HasDefaultsThatAreThoseOfTheDescription) {
    const AlertRules absent = alert_rules_of(*parse(document(""), sample_vocabulary()).charter);
    const AlertRules written = alert_rules_of(*parse(document("alerts: {budget_per_week: 20, group_for: 15min, raise_after: 1, clear_after: 2}\n"), sample_vocabulary()).charter);
    EXPECT_EQ(parse(document(""), sample_vocabulary()).charter->digest, parse(document("alerts: {budget_per_week: 20, group_for: 15min, raise_after: 1, clear_after: 2}\n"), sample_vocabulary()).charter->digest);
    EXPECT_EQ(absent.budget_per_week, written.budget_per_week);
    EXPECT_EQ(absent.group_for, written.group_for);
}

TEST(Alerting, FaultsAddressesThatAreNoneAndRolesThatNobodyDeclared) {
    EXPECT_NE(fault_of("contacts: {scinece: {email: a@example.org}}\n").find("no such role: scinece; did you mean science?"), std::string::npos);
    EXPECT_NE(fault_of("contacts: {science: {email: science}}\n").find("not an e-mail address: science"), std::string::npos);
    EXPECT_NE(fault_of("contacts: {science: {webhook: 'ftp://example.org'}}\n").find("not the address of a webhook"), std::string::npos);
    EXPECT_NE(fault_of("contacts: {science: {email: \"a@example.org\\r\\nBcc: b@example.org\"}}\n").find("not an e-mail address"), std::string::npos);
    EXPECT_NE(fault_of("contacts: {science: {pager: 'a'}}\n").find("pager"), std::string::npos);
    EXPECT_NE(fault_of("alerts: {budget_per_week: 0}\n").find("budget_per_week"), std::string::npos);
    EXPECT_EQ(fault_of("contacts: {science: {webhook: 'secret:hook'}}\n"), "none");
}

TEST(Alerting, IsAChangeFromOneRevisionToTheNext) {
    const auto before = parse(document("contacts: {science: {email: a@example.org}}\n"), sample_vocabulary()), after = parse(document("contacts: {science: {email: b@example.org}}\nalerts: {budget_per_week: 3}\n"), sample_vocabulary());
    const auto changes = compare(*before.charter, *after.charter);
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_EQ(changes[0].id, "contacts");
    EXPECT_EQ(changes[1].id, "alerts");
}

}  // namespace charter
