// A reader's address in plain form: short-lived, never printed, never stored.
//
// The type has no stream operator, no conversion to string and no comparison,
// so that it cannot reach a log or a message by accident. `Reveal()` is the one
// way out and is easy to search for. The memory is wiped on destruction.
// Movable, not copyable. Not shared between threads.
#ifndef WINNOW_SERVICE_COMMENT_EMAIL_ADDRESS_H_
#define WINNOW_SERVICE_COMMENT_EMAIL_ADDRESS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace winnow {

class EmailAddress {
 public:
  // Parses an address by the syntax of RFC 5321 and, for letters outside ASCII,
  // RFC 6531; quoted local parts and address literals are refused, as browsers
  // refuse them. Surrounding spaces are dropped.
  // Input: any bytes, at most 254 after trimming.
  // Errors: InvalidArgument with a sentence that never repeats the address.
  // Cost: about 1 µs for an ASCII address.
  static absl::StatusOr<EmailAddress> Parse(absl::string_view text);

  EmailAddress() = default;  // no address given
  EmailAddress(EmailAddress&& other) noexcept;
  EmailAddress& operator=(EmailAddress&& other) noexcept;
  ~EmailAddress();

  bool empty() const { return text_.empty(); }

  // The address as the reader wrote it. Valid while this object lives.
  absl::string_view Reveal() const { return text_; }

  // The domain as an IDNA A-label in lower case; not personal by itself.
  absl::string_view domain() const {
    return absl::string_view(exact_).substr(domain_at_);
  }

  // The part before the @, lower-cased in NFC; for filters that know role
  // accounts. As private as the address.
  absl::string_view RevealLocalPart() const;

  // One spelling per mailbox: NFC, lower case, domain as A-label.
  // The input of the exact author key (trust, access, erasure).
  std::string RevealExact() const { return exact_; }

  // Exact, less `+tag`, and less dots for gmail.com and googlemail.com.
  // The input of the folded author key (bans and rates only).
  std::string RevealFolded() const;

 private:
  void Wipe();

  std::string text_;
  std::string exact_;
  size_t domain_at_ = 0;  // in exact_, behind the @
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_COMMENT_EMAIL_ADDRESS_H_
