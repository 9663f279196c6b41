#include "file_kind.hpp"

#include "refuse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace netseam::input {
namespace {

using Text = std::string_view;

constexpr std::size_t looked_at = 512;

constexpr Text save_torch =
    "safetensors: safetensors.torch.save_file({name: tensor.contiguous(), ...}, \"FILE.safetensors\") in "
    "Python";
constexpr Text save_npz = "npy, npz, safetensors or HDF5: numpy.savez(\"FILE.npz\", **arrays) in Python";
constexpr Text unpack = "the file that is in it: unpack it";

struct Start {
  Text bytes, kind, advice;
};
constexpr std::array starts{
    Start{"version https://git-lfs", "a Git LFS pointer, not the file that it stands for",
          "the file itself: git lfs pull"},
    Start{"/annex/objects/", "a git-annex pointer, not the file that it stands for",
          "the file itself: git annex get"},
    Start{"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9", "a PyTorch file (torch.save, its old form)", save_torch},
    Start{"\x80\x02", "a Python pickle", save_npz},
    Start{"\x80\x03", "a Python pickle", save_npz},
    Start{"\x80\x04", "a Python pickle", save_npz},
    Start{"\x80\x05", "a Python pickle", save_npz},
    Start{"GGUF", "a GGUF file", "safetensors: the model as it was before its conversion"},
    Start{"\x1f\x8b", "a file packed by gzip", unpack},
    Start{"\x28\xb5\x2f\xfd", "a file packed by zstd", unpack},
    Start{"\xfd\x37zXZ", "a file packed by xz", unpack},
    Start{"BZh", "a file packed by bzip2", unpack},
    Start{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", unpack},
    Start{"MATLAB ", "a MATLAB file", save_npz},
    Start{"PAR1", "a Parquet file", save_npz},
    Start{"ARROW1", "an Arrow file", save_npz},
};

struct NamePart {
  Text text, kind, advice;
};
constexpr Text save_onnx =
    "npz: numpy.savez(\"FILE.npz\", **{t.name: onnx.numpy_helper.to_array(t) for t in "
    "model.graph.initializer})";
constexpr Text save_tensorflow =
    "npz: numpy.savez(\"FILE.npz\", **{v.name: v.numpy() for v in model.weights})";
// tried in turn where the bytes say nothing
constexpr std::array endings{
    NamePart{".onnx", "an ONNX model", save_onnx},
    NamePart{".pb", "a TensorFlow model", save_tensorflow},
    NamePart{".ckpt.index", "the index of a TensorFlow checkpoint", save_tensorflow},
    NamePart{".ckpt.meta", "the graph of a TensorFlow checkpoint", save_tensorflow},
    NamePart{".msgpack", "a Flax file", save_npz},
};

std::string start_of(FileBytes& file) {
  std::string start(static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), looked_at)), '\0');
  file.read_at(0, std::as_writable_bytes(std::span(start)));
  return start;
}

// HTML has no magic number: a first tag, perhaps behind a byte order mark and blanks
bool is_web_page(Text start) {
  if (start.starts_with("\xef\xbb\xbf")) start.remove_prefix(3);
  start.remove_prefix(std::min(start.find_first_not_of(" \t\r\n"), start.size()));
  std::string lower(start.substr(0, 16));
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower.starts_with("<!doctype html") || lower.starts_with("<html") || lower.starts_with("<head");
}

// an ONNX model begins with its version, field 1 of the message, and goes on with the text of field 2
bool is_onnx(Text start) {
  constexpr char newest = 32;
  return start.size() > 4 && start[0] == 0x08 && start[1] > 0 && start[1] < newest && start[2] == 0x12 &&
         std::isprint(static_cast<unsigned char>(start[4])) != 0;
}

// eight bytes of length, then JSON: such a length may begin as a pickle or a packed file does
bool is_safetensors(Text start) {
  constexpr std::size_t length = 8;
  return start.size() > length && start.substr(4, 4) == Text("\0\0\0\0", 4) && start[length] == '{';
}

bool is_tar(Text start) {
  constexpr std::size_t place = 257;
  return start.size() > place && start.substr(place).starts_with("ustar");
}

}  // namespace

KnownStart known_start(FileBytes& file) {
  const std::string start = start_of(file);
  if (start.starts_with("\x93NUMPY")) return KnownStart::npy;
  if (start.starts_with("PK")) return KnownStart::zip;
  if (start.starts_with("\x89HDF\r\n\x1a\n")) return KnownStart::hdf5;
  return KnownStart::other;
}

void refuse_foreign_kind(FileBytes& file) {
  const auto refuse_as = [&file](Text kind, Text advice) {
    refuse(file.name(), "", std::string(kind), std::string(advice));
  };
  const std::string start = start_of(file);
  if (is_safetensors(start)) return;
  if (start.empty()) refuse_as("an empty file", "a file of arrays or labels");
  for (const auto& [bytes, kind, advice] : starts)
    if (start.starts_with(bytes)) refuse_as(kind, advice);
  if (is_web_page(start))
    refuse_as("a web page (HTML), such as a server sends in the place of a file",
              "the file itself: download it again");
  if (is_tar(start)) refuse_as("a tar archive", unpack);
  if (is_onnx(start)) refuse_as(endings.front().kind, endings.front().advice);
  for (const auto& [ending, kind, advice] : endings)
    if (file.name().ends_with(ending)) refuse_as(kind, advice);
  if (file.name().find(".ckpt.data-") != std::string::npos)
    refuse_as("the data of a TensorFlow checkpoint", save_tensorflow);
}

void refuse_foreign_kind(const std::filesystem::path& path) {
  FileBytes file(path);
  refuse_foreign_kind(file);
}

void refuse_foreign_archive(const std::string& file, std::span<const std::string> members) {
  const auto has = [members](const std::string& name) {
    return std::any_of(members.begin(), members.end(), [&name](const std::string& member) {
      return member == name || member.ends_with("/" + name);
    });
  };
  if (has("data.pkl")) refuse(file, "", "a PyTorch archive (torch.save)", std::string(save_torch));
  if (has("model.weights.h5"))
    refuse(file, "", "a Keras archive", "the model.weights.h5 that is in it: unpack it");
  if (has("format.npy") && has("shape.npy") && has("data.npy"))
    refuse(file, "", "a sparse matrix (scipy.sparse.save_npz)",
           "a dense array: numpy.savez(\"FILE.npz\", x=scipy.sparse.load_npz(...).toarray())");
}

}  // namespace netseam::input
