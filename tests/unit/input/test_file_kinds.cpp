#include "temp_directory.hpp"
#include "tensor_bytes.hpp"

#include "netseam/input/network_lines.hpp"
#include "netseam/input/sample_choice.hpp"
#include "netseam/input/tensor_source.hpp"

#include <catch2/catch.hpp>

#include <utility>

using namespace netseam;
using Catch::Matchers::Contains;

namespace {

struct Kind {
  std::string file, bytes, found, expected;
};

std::string refusal(const std::filesystem::path& path) {
  return test::message_of([&path] { static_cast<void>(input::open_tensors(path)); });
}

const std::string lfs_pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n";

}  // namespace

TEST_CASE("files of other kinds are named for what they are, with what to do", "[serial]") {
  const test::TempDirectory folder;
  const std::vector<Kind> kinds{
      {"a.safetensors", lfs_pointer, "a Git LFS pointer", "git lfs pull"},
      {"a.npy", lfs_pointer, "a Git LFS pointer", "git lfs pull"},
      {"a.h5", "/annex/objects/SHA256E-s1--00", "a git-annex pointer", "git annex get"},
      {"a.pt", "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8", "a PyTorch file",
       "safetensors.torch.save_file"},
      {"a.pkl", "\x80\x04\x95", "a Python pickle", "numpy.savez"},
      {"a.gguf", "GGUF\x03", "a GGUF file", "safetensors"},
      {"a.npz", "\x1f\x8b\x08\x00", "a file packed by gzip", "unpack"},
      {"a.safetensors.zst", "\x28\xb5\x2f\xfd", "a file packed by zstd", "unpack"},
      {"a.safetensors", "<!DOCTYPE html><html>", "a web page (HTML)", "download it again"},
      {"b.npy", "\xef\xbb\xbf\r\n <HTML>", "a web page (HTML)", "download it again"},
      {"a.onnx", "\x08\x07\x12\x07pytorch", "an ONNX model", "onnx.numpy_helper"},
      {"b.onnx", "\x08\x07\x3a", "an ONNX model", "onnx.numpy_helper"},
      {"model.ckpt.index", "\x01\x02", "the index of a TensorFlow checkpoint", "numpy.savez"},
      {"model.ckpt.data-00000-of-00001", "\x01\x02", "the data of a TensorFlow checkpoint", "numpy.savez"},
      {"a.mat", "MATLAB 5.0 MAT-file", "a MATLAB file", "numpy.savez"},
      {"c.npy", "", "an empty file", "a file of arrays"},
      {"d.h5", test::npy("<f4", "(1,)", "1234"), "an npy array that is named .h5", ".npy"}};
  for (const Kind& kind : kinds) {
    const auto path = folder.path() / kind.file;
    test::write_file(path, kind.bytes);
    CHECK_THAT(refusal(path), Contains(kind.file + ": found " + kind.found) && Contains("expected") &&
                                  Contains(kind.expected));
  }
}

TEST_CASE("archives of other kinds are told by their members", "[serial]") {
  const test::TempDirectory folder;
  const std::string array = test::npy("<f4", "(1,)", "1234");
  for (const auto& [members, found] :
       {std::pair{std::vector<std::string>{"model/data.pkl", "model/data/0"}, "a PyTorch archive"},
        {{"indices.npy", "indptr.npy", "format.npy", "shape.npy", "data.npy"}, "a sparse matrix"},
        {{"config.json", "model.weights.h5"}, "a Keras archive"}}) {
    std::vector<std::pair<std::string, std::string>> content;
    for (const auto& member : members) content.emplace_back(member, array);
    const auto path = folder.path() / "a.pth";
    test::write_zip(path, content, false);
    CHECK_THAT(refusal(path), Contains(std::string("a.pth: found ") + found));
  }
}

TEST_CASE("a safetensors file whose length begins as another kind does is read", "[serial]") {
  const test::TempDirectory folder;
  for (const std::size_t length : {0x0280UL, 0x0480UL}) {  // begins as a pickle
    const std::string entry = "{" + test::safetensors_entry("a", "F32", "[1]", 0, 4);
    const std::string json = entry + std::string(length - entry.size() - 1, ' ') + "}";
    test::write_file(folder.path() / "a.safetensors", test::safetensors(json, std::string(4, '\0')));
    CHECK(test::rows_of(*input::open_tensors(folder.path() / "a.safetensors"), 0) == std::vector<float>{0});
  }
}

TEST_CASE("labels, lines and shards are looked at too", "[serial]") {
  const test::TempDirectory folder;
  const auto pointer = folder.path() / "s.safetensors", index = folder.path() / "a.safetensors.index.json";
  test::write_file(pointer, lfs_pointer);
  test::write_file(index, R"({"weight_map": {"a": "s.safetensors"}})");
  CHECK_THAT(refusal(index), Contains("s.safetensors: found a Git LFS pointer"));
  CHECK_THAT(test::message_of([&] { static_cast<void>(input::read_labels(pointer)); }),
             Contains("a Git LFS pointer"));
  CHECK_THAT(test::message_of([&] { static_cast<void>(input::read_text_lines(pointer)); }),
             Contains("a Git LFS pointer"));
}
