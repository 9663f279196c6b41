#include "tensor_bytes.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <fstream>
#include <iterator>
#include <numeric>
#include <stdexcept>

namespace netseam::test {

std::vector<float> counting(std::size_t count, float first) {
  std::vector<float> values(count);
  std::iota(values.begin(), values.end(), first);
  return values;
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string npy_with_header(std::string_view dictionary, std::string_view data) {
  std::string header(dictionary);
  header.append(63 - (10 + header.size()) % 64, ' ');
  header += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() & 0xff);
  bytes += static_cast<char>(header.size() >> 8);
  return bytes + header + std::string(data);
}

std::string npy(std::string_view descr, std::string_view shape, std::string_view data, bool fortran) {
  return npy_with_header(fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': {}, }}", descr,
                                     fortran ? "True" : "False", shape),
                         data);
}

std::string safetensors(std::string_view json, std::string_view data) {
  return bytes_of(std::vector<std::uint64_t>{json.size()}) + std::string(json) + std::string(data);
}

std::string safetensors_entry(std::string_view name, std::string_view dtype, std::string_view shape,
                              std::size_t begin, std::size_t end) {
  return fmt::format(R"("{}": {{"dtype": "{}", "shape": {}, "data_offsets": [{}, {}]}})", name, dtype, shape,
                     begin, end);
}

void write_zip(const std::filesystem::path& path,
               const std::vector<std::pair<std::string, std::string>>& members, bool deflated) {
  int code = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  if (archive == nullptr) throw std::runtime_error("cannot make " + path.string());
  for (const auto& [name, bytes] : members) {
    zip_source_t* source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    const zip_int64_t index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) throw std::runtime_error(zip_strerror(archive));
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index),
                             deflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE, deflated ? 1 : 0);
  }
  if (zip_close(archive) != 0) throw std::runtime_error("cannot write " + path.string());
}

std::vector<float> rows_of(const input::TensorSource& source, std::size_t tensor,
                           std::vector<std::size_t> rows) {
  const input::TensorInfo& info = source.tensors().at(tensor);
  if (rows.empty()) {
    rows.resize(info.shape.empty() ? 1 : info.shape[0]);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
  }
  std::vector<float> values(rows.size() * input::row_width(info));
  source.read_rows(tensor, rows, values);
  return values;
}

std::vector<std::string> names_of(const input::TensorSource& source) {
  std::vector<std::string> names;
  for (const input::TensorInfo& tensor : source.tensors()) names.push_back(tensor.name);
  return names;
}

std::string message_of(const std::function<void()>& action, int code) {
  try {
    action();
  } catch (const core::Error& error) {
    if (static_cast<int>(error.code()) == code) return error.what();
    return fmt::format("exit code {} instead of {}: {}", static_cast<int>(error.code()), code, error.what());
  }
  return "nothing was thrown";
}

}  // namespace netseam::test
