#include "netseam/store/hdf5_handle.hpp"

#include <hdf5.h>

#include <charconv>
#include <string_view>
#include <type_traits>

namespace netseam::store {
namespace {

static_assert(std::is_same_v<hid_t, Hdf5Id> && std::is_same_v<herr_t, int>);

// HDF5 walks its stack from the failing call outwards; the first entry is the cause
herr_t keep_first(unsigned position, const H5E_error2_t* entry, void* data) {
  auto& text = *static_cast<std::string*>(data);
  try {
    if (position == 0 && entry->desc != nullptr) text = entry->desc;
  } catch (...) {
    return -1;
  }
  return 0;
}

// HDF5 keeps the errno of a failed system call in its text only: "..., errno = 5, error message = ..."
int errno_of(std::string_view text) {
  constexpr std::string_view key = "errno = ";
  const auto at = text.find(key);
  int number = 0;
  if (at != std::string_view::npos)
    std::from_chars(text.data() + at + key.size(), text.data() + text.size(), number);
  return number;
}

}  // namespace

void silence_hdf5() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

Hdf5Id checked(Hdf5Id value, const std::string& what) {
  if (value >= 0) return value;
  std::string cause;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &cause);
  H5Eclear2(H5E_DEFAULT);
  throw Hdf5Error(cause.empty() ? what : what + " (HDF5: " + cause + ")", errno_of(cause));
}

void Hdf5Handle::close(const std::string& what) {
  if (id_ < 0) return;
  checked(close_(std::exchange(id_, -1)), what);
}

void Hdf5Handle::release() noexcept {
  if (id_ < 0) return;
  // at exit HDF5 may have shut down, and has then closed everything itself
  if (H5Iis_valid(id_) > 0) close_(id_);
  id_ = -1;
}

}  // namespace netseam::store
