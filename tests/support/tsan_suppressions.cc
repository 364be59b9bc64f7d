// What ThreadSanitizer must not report in our tests.

// Looked up by the sanitizer's runtime at start.
extern "C" const char* __tsan_default_suppressions();

extern "C" const char* __tsan_default_suppressions() {
  // Debian builds Abseil without the sanitizer, which so sees a Status freed by
  // its last owner and not the atomic count that made it the last.
  // The same for the Cords that carry a Status' details.
  return "race:absl::debian3::Status::Unref\n"
         "called_from_lib:libabsl_status.so\n"
         "called_from_lib:libabsl_cord.so\n";
}
