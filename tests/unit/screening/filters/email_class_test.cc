#include "service/screening/filters/email_class.h"

#include <gtest/gtest.h>

#include <utility>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

std::vector<std::string> ClassesOf(const std::string& address) {
  Inspection inspection;
  if (!address.empty()) {
    auto email = EmailAddress::Parse(address);
    EXPECT_TRUE(email.ok()) << address;
    if (!email.ok()) return {};
    inspection.draft.email = *std::move(email);
  }
  const SignalSink sink = inspection.Inspect(*MakeEmailClass({}));
  std::vector<std::string> classes;
  for (const Signal& signal : sink.signals()) {
    classes.push_back(signal.name);
    EXPECT_TRUE(signal.spans.empty());
    EXPECT_EQ(signal.reason.find('@'), std::string::npos);
  }
  return classes;
}

TEST(EmailClass, KnowsKindsOfAddresses) {
  struct Row {
    const char* address;
    std::vector<std::string> classes;
  };
  const Row rows[] = {
      {"", {}},
      {"jane@example.com", {}},
      {"jane.doe+news@mail.bbc.co.uk", {}},
      {"information@example.com", {}},
      {"мария@пример.рф", {}},
      {"jane@mailinator.com", {"disposable_email"}},
      {"Jane@MAILINATOR.com", {"disposable_email"}},
      {"jane@x.y.yopmail.com", {"disposable_email"}},
      {"jane@notmailinator.com", {}},
      {"jane@mailinator.com.example.org", {}},
      {"Info@example.com", {"role_email"}},
      {"no-reply+1@example.com", {"role_email"}},
      {"noreply@trashmail.com", {"disposable_email", "role_email"}},
      {"jane@host.local", {"unreachable_email"}},
      {"jane@site.notatopleveldomain", {"unreachable_email"}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(ClassesOf(row.address), row.classes) << row.address;
  }
}

}  // namespace
}  // namespace winnow
