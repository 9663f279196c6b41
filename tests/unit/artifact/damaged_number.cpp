#include "damaged_number.hpp"

#include "netseam/store/hdf5_handle.hpp"

#include <hdf5.h>

#include <vector>

namespace netseam::test {

void damage_number(const std::filesystem::path& path, const std::string& dataset, std::size_t place,
                   double value) {
  const store::Hdf5Handle file(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "file");
  const store::Hdf5Handle data(H5Dopen2(file.get(), dataset.c_str(), H5P_DEFAULT), H5Dclose, "dataset");
  const store::Hdf5Handle space(H5Dget_space(data.get()), H5Sclose, "space");
  std::vector<double> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.get())));
  H5Dread(data.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
  values.at(place) = value;
  H5Dwrite(data.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
}

}  // namespace netseam::test
