#include "netseam/input/tensor_source.hpp"

#include "element_type.hpp"
#include "file_bytes.hpp"
#include "file_kind.hpp"
#include "hdf5_file.hpp"
#include "npy_file.hpp"
#include "npz_file.hpp"
#include "readable_tensor.hpp"
#include "refuse.hpp"
#include "safetensors_file.hpp"
#include "safetensors_index.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <string_view>
#include <unordered_set>

namespace netseam::input {
namespace {

enum class Format { npy, npz, safetensors, index, hdf5 };

struct Ending {
  std::string_view text;
  Format format;
};
constexpr std::array<Ending, 6> endings{{{".npy", Format::npy},
                                         {".npz", Format::npz},
                                         {".safetensors", Format::safetensors},
                                         {".index.json", Format::index},
                                         {".h5", Format::hdf5},
                                         {".hdf5", Format::hdf5}}};

struct Start {
  KnownStart start;
  Format format;
  std::string_view kind, ending;
};
constexpr std::array<Start, 3> starts{{{KnownStart::npy, Format::npy, "an npy array", ".npy"},
                                       {KnownStart::zip, Format::npz, "an npz archive", ".npz"},
                                       {KnownStart::hdf5, Format::hdf5, "an HDF5 file", ".h5"}}};

Format format_of(const std::filesystem::path& path) {
  FileBytes file(path);
  refuse_foreign_kind(file);
  const auto start = known_start(file);
  const auto* known =
      std::find_if(starts.begin(), starts.end(), [start](const Start& s) { return s.start == start; });
  const std::string name = path.filename().string();
  for (const auto& [ending, format] : endings) {
    if (!name.ends_with(ending)) continue;
    if (known != starts.end() && known->format != format)
      refuse(path.string(), "", fmt::format("{} that is named {}", known->kind, ending),
             fmt::format("its own ending, {}", known->ending));
    return format;
  }
  if (known != starts.end()) return known->format;
  refuse(path.string(), "", "a file of unknown kind",
         "arrays as .npy, .npz, .safetensors, .index.json (its shards), .h5 or .hdf5");
}

}  // namespace

std::size_t row_width(const TensorInfo& tensor) {
  if (tensor.shape.empty()) return 1;
  return std::accumulate(tensor.shape.begin() + 1, tensor.shape.end(), std::size_t{1}, std::multiplies<>());
}

std::size_t TensorSource::scratch_bytes(std::size_t tensor) const {
  const TensorInfo& info = tensors_.at(tensor);
  const std::size_t item = std::max<std::size_t>(item_size(info.type), 1);
  const std::size_t elements = info.shape.empty() ? 1 : info.shape[0] * row_width(info);
  const std::size_t held = std::min(block_bytes / item, elements);
  return held * (item + (info.fortran_order ? sizeof(float) : 0));
}

std::string describe(const TensorInfo& tensor) {
  return fmt::format("{} ({}{})", tensor.type_name, fmt::join(tensor.shape, ", "),
                     tensor.shape.size() == 1 ? "," : "");
}

std::unique_ptr<TensorSource> open_tensors(const std::filesystem::path& path) {
  switch (format_of(path)) {
    case Format::npy:
      return std::make_unique<NpyFile>(path);
    case Format::npz:
      return std::make_unique<NpzFile>(path);
    case Format::safetensors:
      return std::make_unique<SafetensorsFile>(path);
    case Format::index:
      return std::make_unique<SafetensorsIndex>(path);
    case Format::hdf5:
      return std::make_unique<Hdf5File>(path);
  }
  throw core::InternalError("a file format has no reader");
}

void check_readable(const TensorInfo& tensor) {
  if (tensor.fault) throw core::InputError(*tensor.fault);
  if (tensor.type != ElementType::unsupported) return;
  refuse(tensor.file, fmt::format("\"{}\"", tensor.name),
         fmt::format("elements of type {}", tensor.type_name),
         "numbers: floats of 16, 32 or 64 bits, integers or truth values");
}

void check_names(std::span<const TensorInfo> tensors) {
  std::unordered_set<std::string_view> seen;
  for (const TensorInfo& tensor : tensors) {
    if (tensor.name.empty()) refuse(tensor.file, "", "a tensor without a name", "a name for every tensor");
    if (std::any_of(tensor.name.begin(), tensor.name.end(),
                    [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; })) {
      refuse(tensor.file, "name of a tensor", "a control character", "printable names");
    }
    if (!seen.insert(tensor.name).second) {
      refuse(tensor.file, fmt::format("\"{}\"", tensor.name), "two tensors of this name", "each name once");
    }
  }
}

}  // namespace netseam::input
