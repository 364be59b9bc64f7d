// The three primitives everything in this folder is made of, thin over
// libsodium. Used only inside privacy/.

#ifndef WINNOW_SERVICE_PRIVACY_CRYPTO_H_
#define WINNOW_SERVICE_PRIVACY_CRYPTO_H_

#include <sodium.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "absl/strings/string_view.h"
#include "service/base/random.h"

namespace winnow {

// Lets libsodium pick its fastest code; safe to call at any time, and cheap
// after the first. Errors: ends the process when libsodium cannot start.
void InitSodium();

// What Seal() adds to a plaintext: 24 bytes of nonce before, 16 of tag after.
inline constexpr size_t kNonceBytes =
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
inline constexpr size_t kSealOverheadBytes =
    kNonceBytes + crypto_aead_xchacha20poly1305_ietf_ABYTES;

// Encrypts with XChaCha20-Poly1305-IETF under a random nonce, which is long
// enough (192 bits) never to repeat. `bound` must be given again to Unseal().
// Input: a key of 32 bytes.
std::string Seal(std::span<const uint8_t> key, absl::string_view bound,
                 std::span<const uint8_t> plaintext, Random& random);

// Decrypts what Seal() made into `plaintext`, which must have exactly the size
// of what was sealed. Returns false, having written nothing that is secret,
// for another key, another `bound`, another size, or altered bytes.
bool Unseal(std::span<const uint8_t> key, absl::string_view bound,
            absl::string_view sealed, std::span<uint8_t> plaintext);

// One BLAKE2b computation. Not shared between threads.
class KeyedHash {
 public:
  // Input: a key of 32 bytes, or none for a plain hash; `purpose` of at most 16
  // bytes, BLAKE2b's personalization, keeps two uses of one key apart.
  KeyedHash(std::span<const uint8_t> key, absl::string_view purpose,
            size_t bytes);
  KeyedHash(const KeyedHash&) = delete;
  KeyedHash& operator=(const KeyedHash&) = delete;
  ~KeyedHash();

  // Adds bytes as they are; for the only or the last part of an input.
  KeyedHash& Add(absl::string_view bytes);

  // Adds the length in 4 bytes, then the bytes, so that two lists of texts are
  // hashed alike only if they are equal.
  KeyedHash& AddText(absl::string_view text);

  // Returns the hash; call it once.
  std::string Finish();

 private:
  crypto_generichash_blake2b_state state_;
  size_t bytes_;
};

// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, 2012): a keyed
// pseudorandom function as KeyedHash is, at a tenth of its cost for a few
// bytes. For keys of indexes and pseudonyms that are cut short anyway.
inline constexpr size_t kShortKeyBytes = crypto_shorthash_siphashx24_KEYBYTES;
inline constexpr size_t kShortHashBytes = crypto_shorthash_siphashx24_BYTES;

// Returns the first `bytes` bytes of the hash.
// Input: a key of kShortKeyBytes; at most kShortHashBytes are wanted.
std::string ShortHash(std::span<const uint8_t> key, absl::string_view text,
                      size_t bytes);

}  // namespace winnow

#endif  // WINNOW_SERVICE_PRIVACY_CRYPTO_H_
