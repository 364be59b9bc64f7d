# Runs while a package is made: writes what Debian wants beside the programs.
# Input: package, version, program (a path, or empty), source_dir.

set(prefix "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}")
set(documents ${prefix}/share/doc/${package})

function(compress file)
  execute_process(COMMAND gzip -9nf ${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# $SOURCE_DATE_EPOCH, which deploy/package sets, makes this the same each time.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${documents}/changelog.Debian "\
winnow (${version}) unstable; urgency=medium

  * See changelog.gz beside this file.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
compress(${documents}/changelog.Debian)
file(READ ${source_dir}/CHANGELOG.md text)
file(WRITE ${documents}/changelog "${text}")
compress(${documents}/changelog)

if(program STREQUAL "")
  return()
endif()

# The manual page is what --help says.
get_filename_component(name ${program} NAME)
if(name STREQUAL "winnowd")
  set(section 8)
  set(summary "moderation backend behind a comment section")
elseif(name STREQUAL "winnow-gateway")
  set(section 8)
  set(summary "HTTP and JSON before winnowd")
else()
  set(section 1)
  set(summary "command of the moderation backend Winnow")
endif()
execute_process(COMMAND ${program} --help OUTPUT_VARIABLE help
                COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\\" "\\e" help "${help}")
string(REPLACE "-" "\\-" help "${help}")
string(REGEX REPLACE "(^|\n)([.'])" "\\1\\\\&\\2" help "${help}")
string(TOUPPER ${name} title)
string(REPLACE "-" "\\-" shown "${name}")
set(page ${prefix}/share/man/man${section}/${name}.${section})
file(WRITE ${page} "\
.TH ${title} ${section} \"\" \"Winnow ${version}\"
.SH NAME
${shown} \\- ${summary}
.SH SYNOPSIS
.nf
${help}.fi
.SH SEE ALSO
.BR winnow (1),
.BR winnowd (8),
.BR systemctl (1)
")
compress(${page})

if(name STREQUAL "winnow")
  foreach(shell_file
      bash:bash-completion/completions/winnow
      zsh:zsh/vendor-completions/_winnow
      fish:fish/vendor_completions.d/winnow.fish)
    string(REPLACE ":" ";" parts ${shell_file})
    list(GET parts 0 shell)
    list(GET parts 1 file)
    execute_process(COMMAND ${program} completion ${shell}
                    OUTPUT_VARIABLE script COMMAND_ERROR_IS_FATAL ANY)
    file(WRITE ${prefix}/share/${file} "${script}")
  endforeach()
endif()
