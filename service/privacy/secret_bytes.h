// A buffer for key bytes: locked into memory where the system allows it, left
// out of core dumps, fenced by guard pages, and wiped when it goes away.
//
// Movable, not copyable, and with no way to print or compare. A moved-from
// buffer is empty. Costs at least four pages of address space, so put the keys
// that belong together into one.

#ifndef WINNOW_SERVICE_PRIVACY_SECRET_BYTES_H_
#define WINNOW_SERVICE_PRIVACY_SECRET_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace winnow {

class SecretBytes {
 public:
  // Makes a buffer of `size` zero bytes.
  // Errors: throws std::bad_alloc when there is no memory; a system that
  // refuses to lock memory (RLIMIT_MEMLOCK) is tolerated.
  explicit SecretBytes(size_t size);

  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  ~SecretBytes() = default;

  size_t size() const { return size_; }

  // The bytes themselves. Valid while this object lives.
  std::span<uint8_t> Mutable() { return {bytes_.get(), size_}; }
  std::span<const uint8_t> Reveal() const { return {bytes_.get(), size_}; }

 private:
  struct Free {
    void operator()(uint8_t* bytes) const;  // wipes first
  };

  std::unique_ptr<uint8_t, Free> bytes_;
  size_t size_ = 0;
};

}  // namespace winnow

#endif  // WINNOW_SERVICE_PRIVACY_SECRET_BYTES_H_
