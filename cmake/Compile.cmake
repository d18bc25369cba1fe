# vd_compile carries the standard, the include roots and the warnings. Everything of ours links it;
# nobody touches CMAKE_C_FLAGS.
set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Debug or RelWithDebInfo" FORCE)
endif()

# A daemon whose answers people act on should stop rather than go on after a broken invariant.
option(VD_ASSERTIONS "keep assert() in optimised builds" ON)

add_library(vd_compile INTERFACE)
target_include_directories(vd_compile INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include)
target_compile_definitions(vd_compile INTERFACE _POSIX_C_SOURCE=200809L)
target_compile_options(vd_compile INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow
    # Signedness is left out: sizes, offsets and enums mix too often for the warning to mean much.
    -Wconversion -Wno-sign-conversion
    -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition -Wmissing-declarations
    -Wundef -Wformat=2 -Wvla -Wpointer-arith -Wwrite-strings -Wcast-align
    $<$<C_COMPILER_ID:GNU>:-Wlogical-op -Wduplicated-cond -Wduplicated-branches>
    -fno-common -fstack-protector-strong
    # -O1 keeps the suite quick and lets the compiler's flow warnings work.
    $<$<CONFIG:Debug>:-O1> $<$<CONFIG:Debug>:-fno-omit-frame-pointer>
    $<$<BOOL:${VD_ASSERTIONS}>:-UNDEBUG>)
target_link_options(vd_compile INTERFACE -Wl,-z,relro,-z,now)
