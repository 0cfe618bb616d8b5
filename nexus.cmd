@echo off
rem OpenClass Nexus from a checkout on Windows. Needs JBang (https://www.jbang.dev/download);
rem JBang keeps what it builds and notices edits. The POSIX launcher `nexus` starts faster.
setlocal
set "here=%~dp0"
where jbang >nul 2>nul
if errorlevel 1 (
  echo nexus: error: JBang is not installed 1>&2
  echo nexus: hint:  install it from https://www.jbang.dev/download, then run this again 1>&2
  exit /b 1
)
jbang --quiet run --catalog "%here%jbang-catalog.json" nexus %*
exit /b %errorlevel%
