#include "service/screening/filters/contact_details.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "service/screening/text/account_numbers.h"
#include "service/screening/text/digit_runs.h"
#include "service/screening/text/email_addresses.h"
#include "service/screening/text/phone_numbers.h"
#include "service/screening/text/street_addresses.h"

namespace winnow {
namespace {

class ContactDetails final : public Filter {
 public:
  absl::string_view name() const override { return "contact_details"; }
  Stage stage() const override { return Stage::kText; }

  void Inspect(const Subject& subject, const Circumstances& /*unused*/,
               SignalSink& signals) const override {
    // Normalized, so that full-width digits and hidden characters do not help.
    const absl::string_view text = subject.body.normalized().text();
    Report("contact_email", "has an e-mail address", subject,
           FindEmailAddresses(text), signals);
    const int digits = CountDigits(text);
    if (digits == 0) return;
    Report("contact_address", "has a street address", subject,
           FindStreetAddresses(text, subject.language), signals);
    if (digits < kRunDigitsMin) return;
    const std::vector<DigitRun> runs = FindDigitRuns(text);
    const std::vector<ByteRange> ibans = FindIbans(text);
    std::vector<ByteRange> cards;
    std::vector<ByteRange> phones;
    for (const DigitRun& run : runs) {
      if (Overlaps(ibans, run.range)) continue;
      if (IsCardNumber(run)) {
        cards.push_back(run.range);
      } else if (IsPhoneNumber(text, run)) {
        phones.push_back(run.range);
      }
    }
    Report("contact_phone", "has a telephone number", subject, phones, signals);
    Report("card_number", "has a payment card number", subject, cards, signals);
    Report("iban", "has a bank account number", subject, ibans, signals);
  }

 private:
  static bool Overlaps(const std::vector<ByteRange>& ranges, ByteRange range) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const ByteRange& r) {
      return r.begin < range.end && range.begin < r.end;
    });
  }

  static void Report(absl::string_view signal, absl::string_view reason,
                     const Subject& subject,
                     const std::vector<ByteRange>& found, SignalSink& signals) {
    std::vector<Span> spans;
    for (const ByteRange& range : found) {
      const ByteRange at = subject.body.normalized().ToOriginal(range);
      const bool is_linked = std::any_of(
          subject.links.begin(), subject.links.end(), [&at](const Link& link) {
            return link.span.field == TextField::kBody &&
                   link.span.begin <= at.begin && at.begin < link.span.end;
          });
      if (!is_linked) spans.push_back({at.begin, at.end, TextField::kBody});
    }
    if (spans.empty()) return;
    signals.Report({.name = std::string(signal),
                    .strength = 1,
                    .spans = std::move(spans),
                    .reason = std::string(reason)});
  }
};

}  // namespace

std::unique_ptr<const Filter> MakeContactDetails(
    const FilterSettings& /*settings*/) {
  return std::make_unique<ContactDetails>();
}

}  // namespace winnow
