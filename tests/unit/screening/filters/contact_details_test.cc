#include "service/screening/filters/contact_details.h"

#include <gtest/gtest.h>

#include "tests/unit/screening/filters/inspection.h"

namespace winnow {
namespace {

// What the filter points at, and as what.
std::vector<std::string> Found(const std::string& body) {
  Inspection inspection;
  inspection.draft.body = body;
  std::vector<std::string> found;
  const SignalSink sink = inspection.Inspect(*MakeContactDetails({}));
  for (const Signal& signal : sink.signals()) {
    for (const std::string& piece : Pieces(inspection.draft, signal)) {
      found.push_back(signal.name + " " + piece);
      EXPECT_EQ(signal.reason.find(piece), std::string::npos);
    }
  }
  return found;
}

using Texts = std::vector<std::string>;

TEST(ContactDetails, FindsEmailAddresses) {
  struct Row {
    const char* body;
    Texts found;
  };
  const Row rows[] = {
      {"write to Jane.Doe+news@mail.example.org, please",
       {"contact_email Jane.Doe+news@mail.example.org"}},
      {"jane(at)example.com or joe [at] example.com.",
       {"contact_email jane(at)example.com",
        "contact_email joe [at] example.com"}},
      {"ｊａｎｅ＠ｅｘａｍｐｌｅ．ｏｒｇ",
       {"contact_email ｊａｎｅ＠ｅｘａｍｐｌｅ．ｏｒｇ"}},
      {"мария@пример.рф", {"contact_email мария@пример.рф"}},
      {"<mailto:a@b.de>", {"contact_email a@b.de"}},
      {"", {}},
      {"@", {}},
      {"a@b", {}},
      {"@jane @jane@social.example.com replied", {}},
      {"5 kg @ 3.50", {}},
      {"meet me @ example.com", {}},
      {"file@2.x and name@1.notatld", {}},
      {"https://user:secret@example.org/", {}},
      {"x@.com @@ a@@b.com", {}},
  };
  for (const Row& row : rows) EXPECT_EQ(Found(row.body), row.found) << row.body;
}

TEST(ContactDetails, FindsStreetAddresses) {
  EXPECT_EQ(Found("Visit him at １２ Elm\u00a0Street, Springfield"),
            Texts{"contact_address １２ Elm\u00a0Street"});
  EXPECT_EQ(Found("https://example.com/?q=12 Elm and no Street"), Texts{});
}

TEST(ContactDetails, FindsTelephoneNumbers) {
  for (const char* number :
       {"+49 30 901820",      "+49 (0)30 901820", "+1 555-234-5678",
        "+15552345678",       "+44 20 7946 0958", "+33 6 12 34 56 78",
        "+7 (916) 123-45-67", "0049 30 901820",   "555-234-5678",
        "(555) 234-5678",     "1-800-234-5678",   "555.234.5678",
        "030 901820",         "030/901820",       "0171 1234567",
        "0171-123 45 67",     "020 7946 0958",    "06 92 34 56 78",
        "06.92.34.56.78",     "0692345678",       "8 (916) 123-45-67",
        "8-916-123-45-67",    "(11) 98765-4321",  "138 1234 5678",
        "090-1234-5678",      "0532 123 45 67",   "054-123-4567"}) {
    EXPECT_EQ(Found(std::string("I am at ") + number + ", every day"),
              Texts{std::string("contact_phone ") + number});
  }
}

TEST(ContactDetails, BelievesOtherNumbersOnlyWhenTheyAreAnnounced) {
  for (const char* body :
       {"Call me: 612 345 678", "WhatsApp 9876543210", "tel. 555 2345",
        "телефон 4951234567", "电话13812345678"}) {
    EXPECT_EQ(Found(body).size(), 1) << body;
  }
  for (const char* body : {"612 345 678 people", "9876543210",
                           "the hotel 555 2345", "order no. 0301234567",
                           "Call it 24.12.2024", "I called in 1998 2004"}) {
    EXPECT_EQ(Found(body), Texts{}) << body;
  }
}

TEST(ContactDetails, FindsCardNumbers) {
  for (const char* number :
       {"4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111",
        "5500 0000 0000 0004", "3782 822463 10005", "378282246310005",
        "6011 1111 1111 1117"}) {
    EXPECT_EQ(Found(std::string("mine is ") + number + "."),
              Texts{std::string("card_number ") + number});
  }
  for (const char* number :
       {"4111 1111 1111 1112", "41 11 11 11 11 11 11 11", "9111111111111111",
        "4111.1111.1111.1111", "0000 0000 0000 0000"}) {
    EXPECT_EQ(Found(number), Texts{}) << number;
  }
}

TEST(ContactDetails, FindsBankAccounts) {
  for (const char* number :
       {"DE89 3704 0044 0532 0130 00", "DE89370400440532013000",
        "gb82 west 1234 5698 7654 32", "NL91ABNA0417164300",
        "FR14 2004 1010 0505 0001 3M02 606", "NO93 8601 1117 947"}) {
    EXPECT_EQ(Found(std::string("pay to ") + number + ", now"),
              Texts{std::string("iban ") + number});
  }
  for (const char* number :
       {"DE88 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130",
        "XX89 3704 0044 0532 0130 00", "XDE89370400440532013000"}) {
    EXPECT_EQ(Found(number), Texts{}) << number;
  }
}

TEST(ContactDetails, StaysSilentForOtherNumbers) {
  for (const char* body : {"on 24.12.2024 18:30",
                           "2024-12-24",
                           "2024-12-24 10",
                           "12/24/2024",
                           "01.02.2024 14:30 Uhr",
                           "from 1939-1945 and 1950-1953",
                           "ISBN 978-3-16-148410-0",
                           "ISBN 0-306-40615-2",
                           "ISBN 0306406152",
                           "$1,000,000.00",
                           "1.000.000.000 Euro",
                           "€ 0301234567",
                           "10 000 000",
                           "0.123456789",
                           "3.14159265358979",
                           "+49.123456, -12.345678",
                           "192.168.100.200",
                           "lottery 04 11 23 35 42",
                           "06-04 07-05 06-03",
                           "won 3-1, 2-0 and 10-9",
                           "order #0301234567",
                           "No. 1234567890",
                           "+1000000 points",
                           "+20000000",
                           "1234567890123456789012345678901234567890",
                           "0x0301234567",
                           "https://example.org/0301234567",
                           "Windows 10.0.19041.1288",
                           "50 000 000",
                           "call 24/7/365",
                           "１２３４",
                           "",
                           "7",
                           "between 1000 and 2000 or 3000",
                           "in 2016 2018 2020 2022",
                           "the 2016-2020-2024 elections",
                           "UTC+01:00",
                           "pp. 233-235 (2003)",
                           "0.0045 1302488 1",
                           "Psalm 119:105-112",
                           "100% of 12345678%"}) {
    EXPECT_EQ(Found(body), Texts{}) << body;
  }
}

}  // namespace
}  // namespace winnow
